package io.holdfast.backup.sink;

import io.holdfast.backup.kafka.Clients;
import io.holdfast.records.BackupEvent;
import io.holdfast.records.BackupEventKind;
import io.holdfast.records.BackupOutcome;
import io.holdfast.records.Manifest;
import io.holdfast.schemas.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the world what was done. Nothing depends on it: an event that cannot be sent is logged and
 * given up.
 */
public final class BackupEvents implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BackupEvents.class);

  private final String database;
  private final Topic<String, BackupEvent> topic;
  private final KafkaProducer<String, BackupEvent> producer;
  private final Clock clock;

  public BackupEvents(
      String database, Topic<String, BackupEvent> topic, Clients clients, Clock clock) {
    this.database = database;
    this.topic = topic;
    this.producer = clients.plain(topic, "events." + database);
    this.clock = clock;
  }

  /** A builder with the figures that are the same for every kind. */
  public BackupEvent.Builder event(
      BackupEventKind kind, BackupOutcome outcome, String chain, Duration took) {
    return BackupEvent.newBuilder()
        .setDatabase(database)
        .setChain(chain)
        .setKind(kind)
        .setOutcome(outcome)
        .setAtMicros(clock.millis() * 1000)
        .setDurationMillis(took.toMillis())
        .setManifest(0)
        .setLsn(0)
        .setObjects(0)
        .setBytes(0)
        .setTransactions(0)
        .setChanges(0)
        .setStores(List.of())
        .setRpoAnyMillis(-1)
        .setRpoAllMillis(-1);
  }

  void segment(Manifest manifest, List<String> stores, Duration took, Rpo rpo) {
    send(
        event(BackupEventKind.SEGMENT, BackupOutcome.DONE, manifest.getChain(), took)
            .setManifest(manifest.getNumber())
            .setLsn(manifest.getLast() == null ? 0 : manifest.getLast().getEndLsn())
            .setObjects(1)
            .setBytes(manifest.getObjects().get(0).getBytes())
            .setTransactions(manifest.getTransactions())
            .setChanges(manifest.getChanges())
            .setStores(stores)
            .setRpoAnyMillis(rpo.anyMillis())
            .setRpoAllMillis(rpo.allMillis())
            .setMessage("segment kept in " + String.join(", ", stores))
            .build());
  }

  /** Sends an event; does not wait. */
  public void send(BackupEvent event) {
    producer.send(
        new ProducerRecord<>(topic.name(), 0, database, event),
        (metadata, error) -> {
          if (error != null) {
            log.atWarn()
                .addKeyValue("kind", event.getKind())
                .addKeyValue("why", error.toString())
                .log("event not sent");
          }
        });
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
