package io.holdfast.backup.kafka;

import io.holdfast.backup.format.ManifestFile;
import io.holdfast.records.Manifest;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads the end of a topic with one partition, as far back as it takes. */
public final class LogTail<V> {

  private static final int FIRST_STEP = 500;
  private static final int WIDER = 8;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String CLIENT = "tail";

  private final TopicPartition partition;
  private final Supplier<KafkaConsumer<String, V>> consumers;

  private LogTail(String topic, Supplier<KafkaConsumer<String, V>> consumers) {
    this.partition = new TopicPartition(topic, 0);
    this.consumers = consumers;
  }

  /** The end of a topic of records. */
  public static <V extends SpecificRecord> LogTail<V> of(Topic<String, V> topic, Clients clients) {
    return new LogTail<>(topic.name(), () -> clients.committed(topic, CLIENT));
  }

  /** The newest manifests, as the files that they are in stores. */
  public static LogTail<ManifestFile> ofManifests(Topic<String, Manifest> topic, Clients clients) {
    return new LogTail<>(topic.name(), () -> clients.committedManifests(CLIENT));
  }

  /** Takes records in order. Starts anew when told so, with more of them. */
  public interface Reader<V> {

    /** What comes is read from further back: forget what came. */
    void restart();

    void record(ConsumerRecord<String, V> record);

    /** Whether what came tells all that is asked. */
    boolean isContent();
  }

  /**
   * Reads from further and further back to the end of what is committed, until the reader is
   * content or has had all.
   *
   * @return offset of the end
   */
  public long read(Reader<V> reader) {
    return read(Long.MAX_VALUE, reader);
  }

  /** The same for what lies before an offset. */
  public long read(long before, Reader<V> reader) {
    try (KafkaConsumer<String, V> consumer = consumers.get()) {
      consumer.assign(List.of(partition));
      long end = Math.min(before, consumer.endOffsets(List.of(partition)).get(partition));
      long start = consumer.beginningOffsets(List.of(partition)).get(partition);
      long step = FIRST_STEP;
      while (true) {
        long from = Math.max(start, end - step);
        reader.restart();
        read(consumer, from, end, reader);
        if (reader.isContent() || from == start) {
          return end;
        }
        step *= WIDER;
      }
    }
  }

  private void read(KafkaConsumer<String, V> consumer, long from, long end, Reader<V> reader) {
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<String, V> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          reader.record(record);
        }
      }
    }
  }

  /** The newest record that passes a test; null when none does. */
  public V newest(Predicate<V> test) {
    var newest =
        new Reader<V>() {
          private V found;

          @Override
          public void restart() {
            found = null;
          }

          @Override
          public void record(ConsumerRecord<String, V> record) {
            if (test.test(record.value())) {
              found = record.value();
            }
          }

          @Override
          public boolean isContent() {
            return found != null;
          }
        };
    read(newest);
    return newest.found;
  }
}
