package io.holdfast.bench.liveness;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * One batching generator: so many nodes that beat once a second each, spread evenly over the
 * second, from one thread and one producer.
 */
final class LiveFleet implements AutoCloseable {

  private static final int TICKS_A_SECOND = 100;
  private static final long TICK_NANOS = 1_000_000_000 / TICKS_A_SECOND;

  private final Topic<String, SpecificRecord> topic;
  private final Producer<String, SpecificRecord> producer;
  private final Thread thread = new Thread(this::beat, "fleet");
  private final BitSet silent = new BitSet();
  private volatile int size;
  private volatile long lateNanos;
  private volatile boolean closed;

  LiveFleet(LiveWorld world) {
    topic = world.topics().heartbeats();
    var settings = new HashMap<>(world.clients());
    settings.put("acks", "all");
    settings.put("linger.ms", 20);
    settings.put("batch.size", 128 * 1024);
    settings.put("compression.type", "lz4");
    settings.put("buffer.memory", 128L << 20);
    producer =
        new KafkaProducer<>(
            settings, new StringSerializer(), topic.valueSerde(world.registry()).serializer());
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  static String node(int index) {
    return Beats.node(index);
  }

  int partitionOf(int index) {
    return topic.partitionOf(node(index), topic.partitions());
  }

  int size() {
    return size;
  }

  /** The first so many nodes beat from now on, and no others. */
  void resize(int nodes) {
    size = nodes;
  }

  /** Falls silent, or beats again. */
  synchronized void silence(int index, boolean isSilent) {
    silent.set(index, isSilent);
  }

  /** How far behind its own schedule the generator was at worst, since this was last asked. */
  Duration takeLateness() {
    long late = lateNanos;
    lateNanos = 0;
    return Duration.ofNanos(late);
  }

  private void beat() {
    long due = System.nanoTime();
    for (long tick = 0; !closed; tick++) {
      due += TICK_NANOS;
      long left = due - System.nanoTime();
      if (left > 0) {
        sleep(left);
      } else {
        lateNanos = Math.max(lateNanos, -left);
      }
      BitSet quiet = silentNow();
      long sequence = tick / TICKS_A_SECOND + 1;
      int nodes = size;
      for (int i = (int) (tick % TICKS_A_SECOND); i < nodes; i += TICKS_A_SECOND) {
        if (!quiet.get(i)) {
          send(i, sequence);
        }
      }
    }
  }

  private synchronized BitSet silentNow() {
    return silent.isEmpty() ? silent : (BitSet) silent.clone();
  }

  private void send(int index, long sequence) {
    String node = node(index);
    var beat =
        new Heartbeat(
            node,
            "pool",
            1_700_000_000_000L,
            null,
            "0e5a4b1c-2f6d-4c3e-9b7a-8d1f2e3c4b5a",
            sequence,
            System.currentTimeMillis(),
            1_000,
            25_000,
            0,
            HeartbeatMode.NORMAL);
    producer.send(new ProducerRecord<>(topic.name(), node, beat));
  }

  private static void sleep(long nanos) {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
    producer.close(Duration.ZERO);
  }
}
