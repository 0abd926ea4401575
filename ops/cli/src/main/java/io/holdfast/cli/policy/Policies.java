package io.holdfast.cli.policy;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Publisher;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.PoolPolicy;
import java.util.Optional;

/**
 * Policies in their topic, and the marks that tell health-stream of them.
 *
 * <p>The policy is written first and the marks after it, not in one transaction: a command that
 * dies in the middle of a transaction would hold back every reader of the heartbeats until it timed
 * out. Marks that are not newer are dropped by those who read them, so applying a policy again
 * completes what was cut short.
 */
final class Policies {

  private final Cluster cluster;

  Policies(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Empty when the operator has said nothing on this pool. */
  Optional<PoolPolicy> of(String pool) {
    return Optional.ofNullable(cluster.reader().newest(cluster.topics().policies()).get(pool))
        .map(entry -> entry.value());
  }

  void write(PoolPolicy policy) {
    cluster.publisher().add(cluster.topics().policies(), policy.getPool(), policy).publish();
    mark(policy);
  }

  /** Appends the policy's mark to every partition of heartbeats and load-samples. */
  void mark(PoolPolicy policy) {
    var mark =
        PolicyMark.newBuilder()
            .setPool(policy.getPool())
            .setVersion(policy.getVersion())
            .setLiveness(policy.getLiveness())
            .setBalance(policy.getBalance())
            .build();
    Publisher publisher = cluster.publisher();
    publisher.addToEveryPartition(cluster.topics().heartbeats(), mark);
    publisher.addToEveryPartition(cluster.topics().loadSamples(), mark);
    publisher.publish();
  }
}
