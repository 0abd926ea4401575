package io.holdfast.health.pulse;

import io.holdfast.records.Pulse;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.schemas.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Appends a pulse to every partition of some topics, again and again, from a thread and a producer
 * of its own. A pulse that cannot be sent at once is dropped and never retried: late, it would
 * carry an old time. The next one says more.
 */
public final class Pulser implements Part {

  /**
   * A topic to pulse in.
   *
   * @param partitions its actual count of them
   */
  public record Beat(Topic<String, SpecificRecord> topic, int partitions) {}

  /** So many missing in a row are told on the readiness page. */
  private static final int WORTH_TELLING = 12;

  private final Supplier<List<Beat>> where;
  private final Supplier<LogEnds> whereTold;
  private final Map<String, Object> clients;
  private final Map<String, Object> registry;
  private final Map<String, Serializer<SpecificRecord>> serializers = new HashMap<>();
  private final Duration period;
  private final Condition heard;
  private final Counter sent;
  private final Counter dropped;
  private final long session = ThreadLocalRandom.current().nextLong();
  private final AtomicLong acknowledged = new AtomicLong(System.nanoTime());
  private final String pulser;
  private List<Beat> beats = List.of();
  private LogEnds ends;
  private Producer<byte[], byte[]> producer;
  private Thread thread;
  private volatile boolean stopping;

  /**
   * @param where to pulse; asked at the start
   * @param whereTold takes the ends of the first one's partitions; asked at the start
   * @param clients settings of Kafka's clients: address and security
   * @param registry settings of the serializers
   * @param period time between two pulses
   * @param heard met while pulses are acknowledged
   */
  public Pulser(
      Supplier<List<Beat>> where,
      Supplier<LogEnds> whereTold,
      Map<String, Object> clients,
      Map<String, Object> registry,
      Duration period,
      String pulser,
      Condition heard,
      MeterRegistry metrics) {
    this.where = where;
    this.whereTold = whereTold;
    this.registry = Map.copyOf(registry);
    this.clients = Map.copyOf(clients);
    this.period = period;
    this.pulser = pulser;
    this.heard = heard;
    this.sent = metrics.counter("holdfast.health.pulses", "outcome", "acknowledged");
    this.dropped = metrics.counter("holdfast.health.pulses", "outcome", "dropped");
  }

  @Override
  public void start() {
    beats = List.copyOf(where.get());
    ends = whereTold.get();
    for (Beat beat : beats) {
      serializers.put(beat.topic().name(), beat.topic().valueSerde(registry).serializer());
    }
    producer =
        new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
    thread = new Thread(this::run, "pulser");
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  private Map<String, Object> settings() {
    int patience = (int) Math.max(1_000, 4 * period.toMillis());
    var own = new HashMap<String, Object>(clients);
    own.put(ProducerConfig.CLIENT_ID_CONFIG, "health-stream-pulser");
    own.put(ProducerConfig.ACKS_CONFIG, "all");
    own.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    own.put(ProducerConfig.RETRIES_CONFIG, 0);
    own.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    own.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) period.toMillis());
    own.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, patience);
    own.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patience);
    own.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1_000L);
    own.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 2_000L);
    own.put(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50L);
    own.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    own.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
    own.put(ProducerConfig.BATCH_SIZE_CONFIG, 1_024);
    own.put("enable.metrics.push", false);
    return own;
  }

  private void run() {
    long next = System.nanoTime();
    while (!stopping) {
      pulse();
      tellIfUnheard();
      next += period.toNanos();
      long late = System.nanoTime() - next;
      if (late > 0) {
        next += late; // what was missed is not made up for
      } else {
        LockSupport.parkNanos(-late);
      }
    }
  }

  private void pulse() {
    for (Beat beat : beats) {
      for (int partition = 0; partition < beat.partitions() && !stopping; partition++) {
        send(beat.topic(), partition);
      }
    }
  }

  private void send(Topic<String, SpecificRecord> topic, int partition) {
    try {
      var pulse = new Pulse(session, System.nanoTime(), pulser);
      byte[] bytes = serializers.get(topic.name()).serialize(topic.name(), pulse);
      boolean tellsEnds = topic == beats.get(0).topic();
      producer.send(
          new ProducerRecord<>(topic.name(), partition, null, bytes),
          (place, failure) -> answered(place, failure, tellsEnds));
    } catch (KafkaException e) {
      dropped.increment();
    }
  }

  private void answered(RecordMetadata place, Exception failure, boolean tellsEnds) {
    if (failure != null) {
      dropped.increment();
      return;
    }
    sent.increment();
    acknowledged.set(System.nanoTime());
    if (tellsEnds) {
      ends.acknowledged(place.partition(), place.offset(), place.timestamp());
    }
  }

  private void tellIfUnheard() {
    long silence = System.nanoTime() - acknowledged.get();
    if (silence > WORTH_TELLING * period.toNanos()) {
      heard.unmet("the broker has not taken a pulse for " + silence / 1_000_000_000 + " s");
    } else if (sent.count() > 0) {
      heard.met();
    }
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    stopping = true;
    if (thread != null) {
      LockSupport.unpark(thread);
      thread.join(within.toMillis());
    }
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
  }
}
