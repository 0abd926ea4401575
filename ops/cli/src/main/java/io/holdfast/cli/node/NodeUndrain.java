package io.holdfast.cli.node;

import io.holdfast.cli.operation.Operations;
import io.holdfast.cli.operation.Reason;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.OperationKind;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "undrain", description = "Lets a drained node have work again, by the next plan.")
final class NodeUndrain extends HoldfastCommand {

  @Parameters(paramLabel = "NODE", description = "Its id.")
  private String node;

  @Mixin private Reason reason;

  @Override
  protected ExitCode run(Session session) {
    String pool = Fleet.of(session.cluster()).member(node).pool();
    return new Operations(session)
        .onNode(OperationKind.UNDRAIN, pool, node, Optional.empty(), reason);
  }
}
