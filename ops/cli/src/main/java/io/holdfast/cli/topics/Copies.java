package io.holdfast.cli.topics;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.schemas.admin.Durability;
import picocli.CommandLine.Option;

/** How many copies of everything a cluster is asked for. */
final class Copies {

  @Option(
      names = "--replication",
      paramLabel = "N",
      description = "Copies of each partition (default: 3, or 1 where there are fewer brokers).")
  private Integer replication;

  /** With 3 copies and more, all but one must have a record before it counts as written. */
  Durability on(int brokers) {
    if (replication == null) {
      return brokers >= Durability.PRODUCTION.replicas()
          ? Durability.PRODUCTION
          : Durability.SANDBOX;
    }
    if (replication < 1 || replication > brokers) {
      throw new Failure(
          ExitCode.USAGE,
          "--replication: %d copies need as many brokers, and this cluster has %d."
              .formatted(replication, brokers));
    }
    return new Durability(replication, replication < 3 ? 1 : replication - 1);
  }
}
