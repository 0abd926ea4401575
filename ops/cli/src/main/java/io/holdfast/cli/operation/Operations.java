package io.holdfast.cli.operation;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Operation;
import io.holdfast.records.OperationKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes an operator's act and says so. */
public final class Operations {

  private final Session session;

  public Operations(Session session) {
    this.session = session;
  }

  /** An act on a node of a pool. */
  public ExitCode onNode(
      OperationKind kind, String pool, String node, Optional<Duration> deadline, Reason reason) {
    return ask(
        act(kind, pool, reason)
            .setNode(node)
            .setDeadlineMillis(deadline.map(Duration::toMillis).orElse(null))
            .build(),
        "holdfast node status " + node);
  }

  /** An act on a pool as a whole. */
  public ExitCode onPool(OperationKind kind, String pool, Reason reason) {
    return ask(act(kind, pool, reason).build(), "holdfast decision list --pool " + pool);
  }

  /**
   * Another place for a workload.
   *
   * @param target empty: the best node
   */
  public ExitCode move(String pool, String workload, Optional<String> target, Reason reason) {
    return ask(
        act(OperationKind.MOVE, pool, reason)
            .setWorkload(workload)
            .setNode(target.orElse(null))
            .build(),
        "holdfast why " + workload);
  }

  private static Operation.Builder act(OperationKind kind, String pool, Reason reason) {
    return Operation.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setPool(pool)
        .setKind(kind)
        .setReason(reason.text())
        .setBy(Reason.by());
  }

  private ExitCode ask(Operation operation, String next) {
    Cluster cluster = session.cluster();
    cluster
        .publisher()
        .add(cluster.topics().operations(), operation.getPool(), operation)
        .publish();
    session.show(
        Map.of("operation", operation),
        List.of(
            "Asked: %s %s, operation %s"
                .formatted(operation.getKind(), subject(operation), operation.getId()),
            "  what comes of it: " + next));
    return ExitCode.OK;
  }

  private static String subject(Operation operation) {
    if (operation.getWorkload() != null) {
      return operation.getWorkload()
          + (operation.getNode() == null ? "" : " to " + operation.getNode());
    }
    return operation.getNode() == null ? "pool " + operation.getPool() : operation.getNode();
  }
}
