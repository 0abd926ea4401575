package io.holdfast.schemas.pulse;

import io.holdfast.records.Pulse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Appends a {@link Pulse} to every partition of some topics, at a steady rate, with one session id
 * for its life.
 *
 * <p>A late pulse carries an old time and does harm; a missing one does none. So a partition whose
 * previous pulse has not been acknowledged is left out, nothing is retried, and what can not be
 * sent at once is dropped and counted.
 */
public final class Pulser implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Producer<String, SpecificRecord> producer;
  private final Map<String, Integer> partitions;
  private final Duration period;
  private final LongSupplier monotonicNanos;
  private final long session;
  private final String name;
  private final ScheduledExecutorService timer;
  private final Map<String, AtomicBoolean> underWay = new HashMap<>();
  private final LongAdder dropped = new LongAdder();

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
    this(
        new KafkaProducer<>(settings(clientProperties, period), new StringSerializer(), serializer),
        partitions,
        period,
        name,
        System::nanoTime);
  }

  Pulser(
      Producer<String, SpecificRecord> producer,
      Map<String, Integer> partitions,
      Duration period,
      String name,
      LongSupplier monotonicNanos) {
    this.producer = producer;
    this.partitions = Map.copyOf(partitions);
    this.period = period;
    this.name = name;
    this.monotonicNanos = monotonicNanos;
    session = new SplittableRandom().nextLong();
    timer = Executors.newSingleThreadScheduledExecutor(Pulser::daemon);
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "pulser");
    thread.setDaemon(true);
    return thread;
  }

  private static Map<String, Object> settings(Map<String, Object> client, Duration period) {
    var settings = new HashMap<>(client);
    settings.put("acks", "1");
    settings.put("retries", 0);
    settings.put("enable.idempotence", false);
    settings.put("linger.ms", 0);
    settings.put("max.block.ms", period.toMillis());
    settings.put("request.timeout.ms", (int) PATIENCE.toMillis());
    settings.put("delivery.timeout.ms", (int) PATIENCE.toMillis());
    settings.put("buffer.memory", 1024L * 1024L);
    return settings;
  }

  public void start() {
    timer.scheduleAtFixedRate(this::pulse, 0, period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Pulses that were not sent, or not acknowledged, so far. */
  public long dropped() {
    return dropped.sum();
  }

  public long session() {
    return session;
  }

  /** One pulse to each partition that is free. */
  void pulse() {
    partitions.forEach(
        (topic, count) -> {
          for (int partition = 0; partition < count; partition++) {
            pulse(topic, partition);
          }
        });
  }

  private void pulse(String topic, int partition) {
    AtomicBoolean sent =
        underWay.computeIfAbsent(topic + "/" + partition, k -> new AtomicBoolean());
    if (!sent.compareAndSet(false, true)) {
      dropped.increment();
      return;
    }
    var pulse = new Pulse(session, monotonicNanos.getAsLong(), name);
    try {
      producer.send(
          new ProducerRecord<>(topic, partition, null, pulse),
          (metadata, failure) -> {
            sent.set(false);
            if (failure != null) {
              dropped.increment();
            }
          });
    } catch (RuntimeException e) {
      // What the producer can not take now is lost on purpose; the count tells of it.
      sent.set(false);
      dropped.increment();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    producer.close(Duration.ZERO);
  }
}
