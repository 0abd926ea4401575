package io.holdfast.backup.sink;

import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.kafka.LogTail;
import io.holdfast.backup.kafka.ManifestRecords;
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
  private final ManifestRecords records;
  private final LogTail<ManifestFile> tail;
  private final KafkaProducer<String, ManifestFile> producer;
  private ManifestFile last;

  private ManifestLog(
      String database,
      Topic<String, Manifest> topic,
      String changes,
      String group,
      ManifestRecords records,
      LogTail<ManifestFile> tail,
      KafkaProducer<String, ManifestFile> producer) {
    this.database = database;
    this.topic = topic;
    this.changes = changes;
    this.group = group;
    this.records = records;
    this.tail = tail;
    this.producer = producer;
  }

  /** Becomes the one writer, and reads the newest manifest. */
  public static ManifestLog open(
      String database, Topic<String, Manifest> topic, String changes, Clients clients) {
    KafkaProducer<String, ManifestFile> producer =
        clients.transactionalManifests(Clients.writers(database) + "sink");
    try {
      producer.initTransactions();
      ManifestLog log =
          new ManifestLog(
              database,
              topic,
              changes,
              clients.kafka().topicPrefix() + "sink." + database,
              clients.manifests(),
              LogTail.ofManifests(topic, clients),
              producer);
      log.last = log.tail.newest(manifest -> true);
      return log;
    } catch (RuntimeException e) {
      producer.close();
      throw e;
    }
  }

  @Override
  public Optional<Manifest> last() {
    return Optional.ofNullable(last).map(ManifestFile::manifest);
  }

  /** SHA-256 of the newest manifest as stored; empty when there is none. */
  public ByteBuffer lastSha256() {
    return ByteBuffer.wrap(last == null ? new byte[0] : last.sha256());
  }

  @Override
  public Optional<ManifestFile> find(String chain, long number) {
    return Optional.ofNullable(
        tail.newest(
            file ->
                file.manifest().getNumber() == number && file.manifest().getChain().equals(chain)));
  }

  /** The manifests of the newest chain from a number on. */
  List<ManifestFile> since(long number) {
    var since =
        new LogTail.Reader<ManifestFile>() {
          private final List<ManifestFile> found = new ArrayList<>();
          private boolean content;

          @Override
          public void restart() {
            found.clear();
          }

          @Override
          public void record(ConsumerRecord<String, ManifestFile> record) {
            Manifest manifest = record.value().manifest();
            if (manifest.getChain().equals(last.manifest().getChain())) {
              content |= manifest.getNumber() <= number;
              if (manifest.getNumber() >= number) {
                found.add(record.value());
              }
            }
          }

          @Override
          public boolean isContent() {
            return content;
          }
        };
    tail.read(since);
    return since.found;
  }

  /**
   * Decides a manifest, together with the offset that its next segment begins at.
   *
   * @param consumed offset in the changes topic up to which everything is decided; empty for what
   *     consumes nothing
   * @return what stores have to hold
   * @throws org.apache.kafka.common.KafkaException when it was not decided; when the cause is
   *     another writer, for good
   */
  public ManifestFile decide(Manifest manifest, OptionalLong consumed) {
    ManifestFile file = asRead(ManifestFile.of(manifest));
    producer.beginTransaction();
    producer.send(new ProducerRecord<>(topic.name(), 0, Long.toString(manifest.getNumber()), file));
    if (consumed.isPresent()) {
      producer.sendOffsetsToTransaction(
          Map.of(new TopicPartition(changes, 0), new OffsetAndMetadata(consumed.getAsLong())),
          new ConsumerGroupMetadata(group));
    }
    producer.commitTransaction();
    last = file;
    return file;
  }

  /** Whoever reads the topic has the text of the schema from the registry. */
  private ManifestFile asRead(ManifestFile file) {
    return records.deserialize(topic.name(), records.serialize(topic.name(), file));
  }

  /**
   * Takes over what stores hold, where the topic was lost.
   *
   * @param files the last manifests of a chain, in order
   */
  public void seed(List<ManifestFile> files) {
    producer.beginTransaction();
    for (ManifestFile file : files) {
      producer.send(
          new ProducerRecord<>(topic.name(), 0, Long.toString(file.manifest().getNumber()), file));
    }
    producer.commitTransaction();
    last = asRead(files.get(files.size() - 1));
  }

  public String database() {
    return database;
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(5));
  }
}
