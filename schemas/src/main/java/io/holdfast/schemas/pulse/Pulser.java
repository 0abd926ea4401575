package io.holdfast.schemas.pulse;

import io.holdfast.records.Pulse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Appends a {@link Pulse} to every partition of some topics, at a steady rate, with one session id
 * for its life, from a thread and a producer of its own.
 *
 * <p>A late pulse carries an old time and does harm; a missing one does none. So a partition whose
 * previous pulse has not been acknowledged is left out, nothing is retried, and what can not be
 * sent at once is dropped and counted. Acknowledged by all replicas: time must not pass in a
 * partition that takes pulses and refuses what waits for it.
 *
 * <p>Pulses carry the time they were due, not the time of sending: told in even steps, time lets a
 * deadline fall with the first pulse that can tell it. With the time of sending every other
 * deadline would be missed by microseconds, and fall a whole period later.
 */
public final class Pulser implements AutoCloseable {

  /** What became of pulses; called from the pulser's and its producer's threads. */
  public interface Listener {

    /** A pulse is in the log. */
    void acknowledged(String topic, int partition, long offset, long brokerMillis);

    /** One was not sent, or not acknowledged. */
    void dropped();
  }

  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void acknowledged(String topic, int partition, long offset, long brokerMillis) {
          // nobody asked
        }

        @Override
        public void dropped() {
          // nobody asked; dropped() counts
        }
      };

  private final Producer<String, SpecificRecord> producer;
  private final Map<String, Integer> partitions;
  private final Duration period;
  private final String name;
  private final Listener listener;
  private final long session = new SplittableRandom().nextLong();
  private final Map<String, AtomicBoolean> underWay = new ConcurrentHashMap<>();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread = new Thread(this::run, "pulser");
  private volatile boolean closed;

  /**
   * @param partitions how many each topic has
   * @param name who pulses, for people
   */
  public Pulser(
      Map<String, Object> clientProperties,
      Serializer<SpecificRecord> serializer,
      Map<String, Integer> partitions,
      Duration period,
      String name) {
    this(clientProperties, serializer, partitions, period, name, NOBODY);
  }

  public Pulser(
      Map<String, Object> clientProperties,
      Serializer<SpecificRecord> serializer,
      Map<String, Integer> partitions,
      Duration period,
      String name,
      Listener listener) {
    this(
        new KafkaProducer<>(settings(clientProperties, period), new StringSerializer(), serializer),
        partitions,
        period,
        name,
        listener);
  }

  Pulser(
      Producer<String, SpecificRecord> producer,
      Map<String, Integer> partitions,
      Duration period,
      String name) {
    this(producer, partitions, period, name, NOBODY);
  }

  private Pulser(
      Producer<String, SpecificRecord> producer,
      Map<String, Integer> partitions,
      Duration period,
      String name,
      Listener listener) {
    this.producer = producer;
    this.partitions = Map.copyOf(partitions);
    this.period = period;
    this.name = name;
    this.listener = listener;
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
  }

  private static Map<String, Object> settings(Map<String, Object> client, Duration period) {
    int patience = (int) Math.max(1_000, 4 * period.toMillis());
    var settings = new HashMap<>(client);
    settings.put("acks", "all");
    settings.put("retries", 0);
    settings.put("enable.idempotence", false);
    settings.put("linger.ms", 0);
    settings.put("max.block.ms", period.toMillis());
    settings.put("request.timeout.ms", patience);
    settings.put("delivery.timeout.ms", patience);
    settings.put("socket.connection.setup.timeout.ms", 1_000L);
    settings.put("socket.connection.setup.timeout.max.ms", 2_000L);
    settings.put("reconnect.backoff.ms", 50L);
    settings.put("reconnect.backoff.max.ms", 500L);
    settings.put("buffer.memory", 1L << 20);
    settings.put("batch.size", 1_024);
    settings.put("enable.metrics.push", false);
    return settings;
  }

  public void start() {
    thread.start();
  }

  /** Pulses that were not sent, or not acknowledged, so far. */
  public long dropped() {
    return dropped.sum();
  }

  public long session() {
    return session;
  }

  private void run() {
    long due = System.nanoTime();
    while (!closed) {
      pulse(due);
      due += period.toNanos();
      long late = System.nanoTime() - due;
      if (late > 0) {
        due += late; // what was missed is not made up for
      }
      awaitTime(due);
    }
  }

  private void awaitTime(long due) {
    for (long left = due - System.nanoTime(); left > 0 && !closed; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** One pulse to each partition that is free, all of the time that they were due. */
  void pulse(long due) {
    partitions.forEach(
        (topic, count) -> {
          for (int partition = 0; partition < count && !closed; partition++) {
            pulse(topic, partition, due);
          }
        });
  }

  private void pulse(String topic, int partition, long due) {
    AtomicBoolean sent =
        underWay.computeIfAbsent(topic + "/" + partition, k -> new AtomicBoolean());
    if (!sent.compareAndSet(false, true)) {
      drop();
      return;
    }
    var pulse = new Pulse(session, due, name);
    try {
      producer.send(
          new ProducerRecord<>(topic, partition, null, pulse),
          (place, failure) -> {
            sent.set(false);
            if (failure != null) {
              drop();
            } else {
              listener.acknowledged(topic, partition, place.offset(), place.timestamp());
            }
          });
    } catch (RuntimeException e) {
      // What the producer can not take now is lost on purpose; the count tells of it.
      sent.set(false);
      drop();
    }
  }

  private void drop() {
    dropped.increment();
    listener.dropped();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    producer.close(Duration.ZERO);
  }
}
