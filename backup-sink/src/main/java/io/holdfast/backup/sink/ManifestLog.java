package io.holdfast.backup.sink;

import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.LogTail;
import io.holdfast.records.Manifest;
import io.holdfast.schemas.Topic;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The topic that decides what belongs to a chain. One writer: opening the log ends an earlier one,
 * which can decide no more.
 */
public final class ManifestLog implements Decisions, AutoCloseable {

  private final String database;
  private final Topic<String, Manifest> topic;
  private final String changes;
  private final String group;
  private final LogTail tail;
  private final KafkaProducer<String, Manifest> producer;
  private Manifest last;
  private byte[] lastSha256;

  private ManifestLog(
      String database,
      Topic<String, Manifest> topic,
      String changes,
      String group,
      LogTail tail,
      KafkaProducer<String, Manifest> producer) {
    this.database = database;
    this.topic = topic;
    this.changes = changes;
    this.group = group;
    this.tail = tail;
    this.producer = producer;
  }

  /** Becomes the one writer, and reads the newest manifest. */
  public static ManifestLog open(
      String database, Topic<String, Manifest> topic, String changes, Clients clients) {
    String id = "sink." + database;
    KafkaProducer<String, Manifest> producer = clients.transactional(topic, id);
    try {
      producer.initTransactions();
      ManifestLog log =
          new ManifestLog(
              database,
              topic,
              changes,
              clients.kafka().topicPrefix() + id,
              new LogTail(clients),
              producer);
      log.remember(log.tail.newest(topic, manifest -> true));
      return log;
    } catch (RuntimeException e) {
      producer.close();
      throw e;
    }
  }

  private void remember(Manifest manifest) {
    last = manifest;
    lastSha256 = manifest == null ? new byte[0] : Sha256.of(ManifestFile.write(manifest));
  }

  @Override
  public Optional<Manifest> last() {
    return Optional.ofNullable(last);
  }

  /** SHA-256 of the newest manifest as stored; empty when there is none. */
  public ByteBuffer lastSha256() {
    return ByteBuffer.wrap(lastSha256);
  }

  @Override
  public Optional<Manifest> find(String chain, long number) {
    return Optional.ofNullable(
        tail.newest(
            topic,
            manifest -> manifest.getNumber() == number && manifest.getChain().equals(chain)));
  }

  /** The manifests of the newest chain from a number on. */
  List<Manifest> since(long number) {
    var since =
        new LogTail.Reader<Manifest>() {
          private final List<Manifest> found = new ArrayList<>();
          private boolean content;

          @Override
          public void restart() {
            found.clear();
          }

          @Override
          public void record(ConsumerRecord<String, Manifest> record) {
            Manifest manifest = record.value();
            if (manifest.getChain().equals(last.getChain())) {
              content |= manifest.getNumber() <= number;
              if (manifest.getNumber() >= number) {
                found.add(manifest);
              }
            }
          }

          @Override
          public boolean isContent() {
            return content;
          }
        };
    tail.read(topic, since);
    return since.found;
  }

  /**
   * Decides a manifest, together with the offset that its next segment begins at.
   *
   * @param consumed offset in the changes topic up to which everything is decided; empty for what
   *     consumes nothing
   * @throws org.apache.kafka.common.KafkaException when it was not decided; when the cause is
   *     another writer, for good
   */
  public void decide(Manifest manifest, OptionalLong consumed) {
    producer.beginTransaction();
    producer.send(
        new ProducerRecord<>(topic.name(), 0, Long.toString(manifest.getNumber()), manifest));
    if (consumed.isPresent()) {
      producer.sendOffsetsToTransaction(
          Map.of(new TopicPartition(changes, 0), new OffsetAndMetadata(consumed.getAsLong())),
          new ConsumerGroupMetadata(group));
    }
    producer.commitTransaction();
    remember(manifest);
  }

  public String database() {
    return database;
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
