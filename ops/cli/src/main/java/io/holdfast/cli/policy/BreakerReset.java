package io.holdfast.cli.policy;

import io.holdfast.cli.operation.Operations;
import io.holdfast.cli.operation.Reason;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.OperationKind;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "reset",
    description = "Closes a tripped breaker: what it held goes on, or is dropped.")
final class BreakerReset extends HoldfastCommand {

  @Option(names = "--pool", required = true, paramLabel = "POOL", description = "Whose breaker.")
  private String pool;

  @ArgGroup(multiplicity = "1")
  private Held held;

  @Mixin private Reason reason;

  private static final class Held {

    @Option(names = "--replay", required = true, description = "Held failovers are carried out.")
    private boolean replay;

    @Option(
        names = "--discard",
        required = true,
        description = "Held failovers are dropped: the work stays where it is.")
    private boolean discard;

    OperationKind kind() {
      return discard && !replay ? OperationKind.BREAKER_DISCARD : OperationKind.BREAKER_REPLAY;
    }
  }

  @Override
  protected ExitCode run(Session session) {
    return new Operations(session).onPool(held.kind(), pool, reason);
  }
}
