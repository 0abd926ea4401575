package io.holdfast.cli.workload;

import io.holdfast.cli.node.Fleet;
import io.holdfast.cli.operation.Operations;
import io.holdfast.cli.operation.Reason;
import io.holdfast.cli.replay.PoolLog;
import io.holdfast.cli.replay.Rehearsed;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.dispatcher.domain.Decide;
import io.holdfast.records.Operation;
import io.holdfast.records.OperationKind;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "move", description = "Moves a workload to another node of its pool.")
final class WorkloadMove extends HoldfastCommand {

  @Parameters(paramLabel = "WORKLOAD", description = "Its id.")
  private String workload;

  @Option(
      names = "--to",
      paramLabel = "NODE",
      description = "Where to (default: the best other node).")
  private String target;

  @Option(
      names = "--dry-run",
      description = "Only show what would be decided now; nothing is moved.")
  private boolean dryRun;

  @Mixin private Reason reason;

  @Override
  protected ExitCode run(Session session) {
    String pool = new Declarations(session).get(workload).getPool();
    if (target != null) {
      String poolOfTarget = Fleet.of(session.cluster()).member(target).pool();
      if (!poolOfTarget.equals(pool)) {
        throw new Failure(
            ExitCode.USAGE,
            "--to %s: that node is in pool %s, and workload %s runs in pool %s."
                .formatted(target, poolOfTarget, workload, pool));
      }
    }
    if (dryRun) {
      Rehearsed.show(
          session,
          PoolLog.newest(session.cluster())
              .rehearse(pool, (state, trigger) -> Decide.apply(state, asked(pool), trigger)));
      return ExitCode.OK;
    }
    return new Operations(session).move(pool, workload, Optional.ofNullable(target), reason);
  }

  private Operation asked(String pool) {
    return Operation.newBuilder()
        .setId("dry-run")
        .setPool(pool)
        .setKind(OperationKind.MOVE)
        .setNode(target)
        .setWorkload(workload)
        .setReason("dry run")
        .setBy("dry run")
        .build();
  }
}
