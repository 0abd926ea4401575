package io.holdfast.bench.fleet;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.serde.AvroDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics as they grow, committed records only, and keeps all that it read. */
public final class Scribe implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  /**
   * A record that was read.
   *
   * @param brokerMillis the broker's time of it
   */
  public record Line(
      String topic, int partition, long offset, long brokerMillis, SpecificRecord value) {}

  private final KafkaConsumer<String, SpecificRecord> consumer;
  private final Predicate<SpecificRecord> worthKeeping;
  private final List<Line> lines = new ArrayList<>();
  private final Thread thread = new Thread(this::read, "scribe");
  private RuntimeException failure;

  /** Keeps everything. */
  public Scribe(
      Map<String, Object> clients,
      Map<String, Object> registry,
      Collection<? extends Topic<?, ?>> topics) {
    this(clients, registry, topics, record -> true);
  }

  public Scribe(
      Map<String, Object> clients,
      Map<String, Object> registry,
      Collection<? extends Topic<?, ?>> topics,
      Predicate<SpecificRecord> worthKeeping) {
    this.worthKeeping = worthKeeping;
    Map<String, Object> settings = new HashMap<>(clients);
    settings.put("isolation.level", "read_committed");
    settings.put("fetch.max.wait.ms", 50);
    var deserializer = new AvroDeserializer<SpecificRecord>();
    deserializer.configure(registry, false);
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), deserializer);
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?, ?> topic : topics) {
      consumer
          .partitionsFor(topic.name())
          .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.start();
  }

  private void read() {
    try {
      while (true) {
        for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(POLL)) {
          if (record.value() != null && worthKeeping.test(record.value())) {
            add(
                new Line(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.value()));
          }
        }
      }
    } catch (WakeupException closing) {
      consumer.close();
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
        notifyAll();
      }
      consumer.close();
    }
  }

  private synchronized void add(Line line) {
    lines.add(line);
    notifyAll();
  }

  /** How many lines there are; a place to look from later. */
  public synchronized int size() {
    return lines.size();
  }

  /** Lines of the type from a place on. */
  public synchronized <T extends SpecificRecord> List<T> since(int place, Class<T> type) {
    return lines.subList(place, lines.size()).stream()
        .map(Line::value)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** The first line from a place on of which this is true; waits for it. */
  public synchronized <T extends SpecificRecord> Optional<Line> first(
      int place, Class<T> type, Duration patience, Predicate<T> which) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    int at = place;
    while (true) {
      if (failure != null) {
        throw failure;
      }
      for (; at < lines.size(); at++) {
        SpecificRecord value = lines.get(at).value();
        if (type.isInstance(value) && which.test(type.cast(value))) {
          return Optional.of(lines.get(at));
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return Optional.empty();
      }
      wait(left);
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
