package io.holdfast.cli.node;

import static java.util.stream.Collectors.joining;

import io.holdfast.cli.output.Amounts;
import io.holdfast.cli.output.OneLine;
import io.holdfast.cli.output.Spans;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Decision;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Operation;
import io.holdfast.records.Placement;
import io.holdfast.schemas.policy.Standing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One node in full, and which command answers the next question. */
final class NodePage {

  private static final long SKEW_WORTH_A_WORD_MILLIS = 1_000;

  private final Member member;
  private final Standing standing;
  private final long nowMillis;
  private final Optional<LastBeat> lastBeat;
  private final Aftermath aftermath;

  /**
   * @param standing what operators asked of the node
   * @param failovers decisions about its workloads since the verdict
   * @param placements of all workloads, as they are now
   * @param lastBeat the newest heartbeat, if there was one lately
   */
  NodePage(
      Member member,
      Standing standing,
      long nowMillis,
      List<Decision> failovers,
      List<Placement> placements,
      Optional<LastBeat> lastBeat) {
    this.member = member;
    this.standing = standing;
    this.nowMillis = nowMillis;
    this.lastBeat = lastBeat;
    this.aftermath = new Aftermath(failovers, placements);
  }

  Map<String, Object> fields() {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("node", member.node());
    fields.put("pool", member.pool());
    fields.put("state", member.state());
    fields.put("profile", member.profile());
    fields.put("status", member.status());
    fields.put("lastHeartbeat", lastBeat.map(LastBeat::heartbeat).orElse(null));
    fields.put("placements", member.placements());
    fields.put("drained", standing.drain().map(Operation::getReason).orElse(null));
    fields.put("maintenance", maintenance().map(Operation::getReason).orElse(null));
    fields.put("failovers", aftermath.decisions());
    return fields;
  }

  List<String> lines(Session session) {
    var lines = new ArrayList<String>();
    lines.add(headline(session));
    member.judged().ifPresent(status -> addEvidence(session, status, lines));
    Optional.ofNullable(member.profile()).ifPresent(profile -> addMachine(profile, lines));
    standing.drain().ifPresent(drain -> lines.add("  drained     " + inWords(drain)));
    maintenance().ifPresent(begin -> lines.add("  maintenance " + inWords(begin)));
    addWorkloads(session, lines);
    addNext(lines);
    return lines;
  }

  private String headline(Session session) {
    return "%s   %s%s   pool %s   zone %s   incarnation %s"
        .formatted(
            OneLine.of(member.node()),
            session.styled(member.style(), member.state()),
            member.since() == null ? "" : " for " + session.ago(member.since()),
            member.pool(),
            Optional.ofNullable(member.zone()).orElse("unknown"),
            Optional.ofNullable(member.incarnation()).map(String::valueOf).orElse("unknown"));
  }

  private void addEvidence(Session session, NodeStatus status, List<String> lines) {
    long heard =
        Math.max(
            status.getHeardAtMillis(), lastBeat.map(beat -> beat.at().toEpochMilli()).orElse(0L));
    long sequence =
        lastBeat.map(beat -> beat.heartbeat().getSequence()).orElse(status.getSequence());
    lines.add(
        "  last heard  %s, %s ago (sequence %d)"
            .formatted(session.at(heard), session.ago(heard), sequence));
    if (status.getDeadlineMillis() > 0) {
      lines.add(
          "  judged      at %s: silent for %s of observed time, deadline %s"
              .formatted(
                  session.at(status.getDecidedAtMillis()),
                  Spans.ofMillis(status.getSilenceMillis()),
                  Spans.ofMillis(status.getDeadlineMillis())));
    }
    lines.add("  because     " + Causes.inWords(status.getCause()));
    if (Math.abs(status.getClockSkewMillis()) >= SKEW_WORTH_A_WORD_MILLIS) {
      lines.add(
          "  its clock   is %s %s the broker's"
              .formatted(
                  Spans.ofMillis(Math.abs(status.getClockSkewMillis())),
                  status.getClockSkewMillis() > 0 ? "ahead of" : "behind"));
    }
  }

  private static void addMachine(NodeProfile profile, List<String> lines) {
    lines.add("  offers      " + Amounts.resources(profile.getCapacity()));
    if (!profile.getLabels().isEmpty()) {
      lines.add(
          "  labels      "
              + profile.getLabels().entrySet().stream()
                  .map(label -> label.getKey() + "=" + label.getValue())
                  .sorted()
                  .collect(joining(", ")));
    }
  }

  private void addWorkloads(Session session, List<String> lines) {
    if (member.isGone()) {
      aftermath.lines().forEach(line -> lines.add("  " + line));
    } else if (member.placements().isEmpty()) {
      lines.add("  runs        nothing");
    }
    for (Placement placement : member.placements()) {
      lines.add(
          "  %-11s %s   %s for %s   epoch %d"
              .formatted(
                  member.isGone() ? "still has" : "runs",
                  OneLine.of(placement.getWorkload()),
                  placement.getPhase(),
                  session.ago(placement.getSinceMillis()),
                  placement.getEpoch()));
    }
  }

  private void addNext(List<String> lines) {
    aftermath.decision().ifPresent(id -> lines.add("  why there: holdfast decision show " + id));
    if (member.state().equals(NodeState.SUSPECT.name()) || member.isGone()) {
      lines.add(
          "  what it said: holdfast topics tail heartbeats --since 5m --key " + member.node());
    } else if (standing.drain().isPresent()) {
      lines.add(
          "  let it have work again: holdfast node undrain %s --reason …".formatted(member.node()));
    } else {
      lines.add(
          "  take it out of service: holdfast node drain %s --reason …".formatted(member.node()));
    }
  }

  private Optional<Operation> maintenance() {
    return standing.maintenance(nowMillis);
  }

  private static String inWords(Operation operation) {
    return "by %s: %s".formatted(OneLine.of(operation.getBy()), OneLine.of(operation.getReason()));
  }
}
