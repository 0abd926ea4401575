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

@Command(name = "drain", description = "Moves all work off a node and keeps it off.")
final class NodeDrain extends HoldfastCommand {

  @Parameters(paramLabel = "NODE", description = "Its id.")
  private String node;

  @Mixin private Reason reason;

  @Option(
      names = "--deadline",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "How long it may take, such as 10m (default: as long as it takes).")
  private Duration deadline;

  @Override
  protected ExitCode run(Session session) {
    String pool = Fleet.of(session.cluster()).member(node).pool();
    return new Operations(session)
        .onNode(OperationKind.DRAIN, pool, node, Optional.ofNullable(deadline), reason);
  }
}
