package io.holdfast.backup.kafka;

import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads the end of a topic with one partition, as far back as it takes. */
public final class LogTail {

  private static final int FIRST_STEP = 500;
  private static final int WIDER = 8;
  private static final Duration POLL = Duration.ofMillis(200);

  private final Clients clients;

  public LogTail(Clients clients) {
    this.clients = clients;
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
  public <V extends SpecificRecord> long read(Topic<String, V> topic, Reader<V> reader) {
    return read(topic, Long.MAX_VALUE, reader);
  }

  /** The same for what lies before an offset. */
  public <V extends SpecificRecord> long read(
      Topic<String, V> topic, long before, Reader<V> reader) {
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    try (KafkaConsumer<String, V> consumer = clients.committed(topic, "tail")) {
      consumer.assign(List.of(partition));
      long end = Math.min(before, end(consumer, partition));
      long start = consumer.beginningOffsets(List.of(partition)).get(partition);
      long step = FIRST_STEP;
      while (true) {
        long from = Math.max(start, end - step);
        reader.restart();
        read(consumer, partition, from, end, reader::record);
        if (reader.isContent() || from == start) {
          return end;
        }
        step *= WIDER;
      }
    }
  }

  private static long end(KafkaConsumer<?, ?> consumer, TopicPartition partition) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(partition));
    return ends.get(partition);
  }

  private static <V> void read(
      KafkaConsumer<String, V> consumer,
      TopicPartition partition,
      long from,
      long end,
      java.util.function.Consumer<ConsumerRecord<String, V>> sink) {
    consumer.seek(partition, from);
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<String, V> record : consumer.poll(POLL)) {
        if (record.offset() < end) {
          sink.accept(record);
        }
      }
    }
  }

  /** The newest record that passes a test; null when none does. */
  public <V extends SpecificRecord> V newest(Topic<String, V> topic, Predicate<V> test) {
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
    read(topic, newest);
    return newest.found;
  }
}
