package io.holdfast.backup.sink;

import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.DatabaseTopics;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.schemas.Topic;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Why a chain cannot go on from what Kafka holds, and the manifest that says so. */
public final class ChainEnd {

  private final Clients clients;
  private final Topic<String, SpecificRecord> changes;

  public ChainEnd(Clients clients, Topic<String, SpecificRecord> changes) {
    this.clients = clients;
    this.changes = changes;
  }

  /**
   * Why the changes after a manifest cannot be read any more, as a sentence; empty when they can.
   */
  public Optional<String> of(Manifest newest) throws ExecutionException, InterruptedException {
    if (!new DatabaseTopics(clients).idOf(changes).equals(newest.getChangesTopicId())) {
      return Optional.of("topic " + changes.name() + " was deleted and made again");
    }
    TopicPartition partition = new TopicPartition(changes.name(), 0);
    try (KafkaConsumer<String, SpecificRecord> consumer = clients.committed(changes, "range")) {
      long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      if (newest.getNextOffset() < begin) {
        return Optional.of(
            "topic %s begins at offset %d, but the chain needs it from %d: its retention passed while the sink was away"
                .formatted(changes.name(), begin, newest.getNextOffset()));
      }
      if (newest.getNextOffset() > end) {
        return Optional.of(
            "topic %s ends at offset %d, but the chain has read it up to %d: the broker lost records"
                .formatted(changes.name(), end, newest.getNextOffset()));
      }
      return Optional.empty();
    }
  }

  /** The last manifest of the newest chain. */
  public static Manifest manifest(ManifestLog manifests, String why, Clock clock) {
    Manifest newest = manifests.last().orElseThrow();
    return Manifest.newBuilder(newest)
        .setNumber(newest.getNumber() + 1)
        .setKind(ManifestKind.END)
        .setPrevious(manifests.lastSha256())
        .setCreatedAtMicros(clock.millis() * 1000)
        .setObjects(List.of())
        .setBaseLsn(0L)
        .setBaseSnapshot(null)
        .setTransactions(0)
        .setChanges(0)
        .setFirst(null)
        .setRestorePoints(List.of())
        .setReason(why)
        .build();
  }
}
