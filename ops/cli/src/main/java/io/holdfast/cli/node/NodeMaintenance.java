package io.holdfast.cli.node;

import io.holdfast.cli.operation.Operations;
import io.holdfast.cli.operation.Reason;
import io.holdfast.cli.shell.DurationConverter;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.OperationKind;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "maintenance",
    description = "Announces work on a machine: until its end, silence is expected.")
final class NodeMaintenance extends HoldfastCommand {

  @Parameters(index = "0", paramLabel = "NODE", description = "Its id.")
  private String node;

  @Parameters(index = "1", paramLabel = "begin|end", description = "From now on, or no longer.")
  private Edge edge;

  @Mixin private Reason reason;

  @Option(
      names = "--deadline",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "With begin: how long silence is expected, such as 30m.")
  private Duration deadline;

  /** Which end of the work on the machine it is. */
  private enum Edge {
    BEGIN(OperationKind.MAINTENANCE_BEGIN),
    END(OperationKind.MAINTENANCE_END);

    private final OperationKind kind;

    Edge(OperationKind kind) {
      this.kind = kind;
    }
  }

  @Override
  protected ExitCode run(Session session) {
    String pool = Fleet.of(session.cluster()).member(node).pool();
    return new Operations(session)
        .onNode(edge.kind, pool, node, Optional.ofNullable(deadline), reason);
  }
}
