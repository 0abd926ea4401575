package io.holdfast.cli.node;

import io.holdfast.cli.output.Columns;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "Lists the nodes with their verdicts.")
final class NodeList extends HoldfastCommand {

  @Option(names = "--pool", paramLabel = "POOL", description = "Only nodes of this pool.")
  private String pool;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only nodes in this state: ${COMPLETION-CANDIDATES}.")
  private NodeState state;

  @Override
  protected ExitCode run(Session session) {
    List<Member> members =
        Fleet.of(session.cluster()).members().stream()
            .filter(member -> pool == null || pool.equals(member.pool()))
            .filter(member -> state == null || state.name().equals(member.state()))
            .toList();
    session.list(columns(session), members, "No node was heard yet: is an agent running?");
    return ExitCode.OK;
  }

  private static Columns<Member> columns(Session session) {
    return Columns.<Member>none()
        .text("node", Member::node)
        .text("pool", Member::pool)
        .text("zone", Member::zone)
        .hidden("rack", Member::rack)
        .styled("state", Member::state, Member::style)
        .text("cause", member -> member.judged().map(NodeStatus::getCause).orElse(null))
        .number("for", Member::since, member -> ago(session, member.since()))
        .number("heard", Member::heard, member -> heard(session, member))
        .text("mode", Member::mode)
        .number("workloads", member -> member.placements().size())
        .number("incarnation", Member::incarnation)
        .text("agent", m -> m.profile() == null ? null : m.profile().getAgentVersion());
  }

  /** A live node was heard when its heartbeat was due: only silence is worth a figure. */
  private static String heard(Session session, Member member) {
    return member
        .judged()
        .filter(status -> status.getState() != NodeState.ALIVE)
        .map(status -> ago(session, status.getHeardAtMillis()) + " ago")
        .orElse(null);
  }

  private static String ago(Session session, Long millis) {
    return Optional.ofNullable(millis).map(session::ago).orElse(null);
  }
}
