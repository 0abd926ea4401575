package io.holdfast.cli.reset;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The dispatcher's instances as Kafka knows them. */
final class Instances {

  private final Cluster cluster;
  private final String id;

  Instances(Cluster cluster) {
    this.cluster = cluster;
    id = cluster.topics().prefix() + ResetCommand.DISPATCHER;
  }

  /**
   * Nobody may fold while the state is replaced.
   *
   * @throws Failure when an instance is there, or none ever was
   */
  void requireStopped() {
    ConsumerGroupDescription group =
        answered(cluster.admin().describeConsumerGroups(List.of(id)).describedGroups().get(id));
    if (!group.members().isEmpty()) {
      throw new Failure(
          ExitCode.FAILED,
          "%s has %d instances, or was killed less than a session time-out ago: stop it first, then reset it."
              .formatted(id, group.members().size()));
    }
  }

  /** By partition of pool-events, the first record that is not folded and published yet. */
  Map<Integer, Long> positions() {
    String log = cluster.topics().poolEvents().name();
    var positions = new TreeMap<Integer, Long>();
    answered(cluster.admin().listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata())
        .forEach(
            (partition, position) -> {
              if (partition.topic().equals(log) && position != null) {
                positions.put(partition.partition(), position.offset());
              }
            });
    if (positions.isEmpty()) {
      throw new Failure(
          ExitCode.NOT_FOUND,
          "%s has folded nothing yet: there is nothing to reset.".formatted(id));
    }
    return positions;
  }

  private <T> T answered(KafkaFuture<T> question) {
    try (var answer = cluster.waiting().forAnswer("asking for " + id)) {
      return question.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.INTERRUPTED, "Interrupted while Kafka was asked.", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        throw new Failure(
            ExitCode.NOT_FOUND,
            "%s never ran here: is the --prefix right?".formatted(id),
            e.getCause());
      }
      throw new Failure(
          ExitCode.UNREACHABLE,
          "%s cannot be looked up: %s".formatted(id, e.getCause().getMessage()),
          e.getCause());
    }
  }
}
