package io.holdfast.health.cluster;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Nodes that do nothing but beat, once a second. They share a few producers, which send as a real
 * agent's does: no retries, reconnecting within a second; what cannot be sent is lost.
 */
public final class Fleet implements AutoCloseable {

  private static final long INTERVAL_NANOS = 1_000_000_000;
  private static final int PRODUCERS = 4;

  private static final class Node {
    final String id;
    long incarnation;
    Long predecessor;
    long sequence;
    boolean beating = true;
    long due;

    Node(String id, long incarnation, long due) {
      this.id = id;
      this.incarnation = incarnation;
      this.due = due;
    }
  }

  /** A node and its incarnation. */
  public record Life(String node, long incarnation) {}

  private final Topic<String, SpecificRecord> topic;
  private final TreeMap<String, Node> nodes = new TreeMap<>();
  private final Set<Life> killed = new HashSet<>();
  private final List<Producer<String, SpecificRecord>> producers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean held;
  private volatile boolean closed;

  public Fleet(Cluster cluster, int size) {
    topic = cluster.topics().heartbeats();
    long now = System.nanoTime();
    for (int i = 0; i < size; i++) {
      String id = "n%04d".formatted(i);
      long due = now + INTERVAL_NANOS * i / size;
      nodes.put(id, new Node(id, System.currentTimeMillis(), due));
    }
    for (int i = 0; i < PRODUCERS; i++) {
      Producer<String, SpecificRecord> producer = producer(cluster);
      producers.add(producer);
      int share = i;
      var thread = new Thread(() -> beatOn(producer, share), "fleet-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private Producer<String, SpecificRecord> producer(Cluster cluster) {
    var settings = new HashMap<>(cluster.clients());
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    settings.put(ProducerConfig.RETRIES_CONFIG, 0);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 6_250);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 6_250);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 100);
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    settings.put(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 2_000L);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
    return new KafkaProducer<>(
        settings, new StringSerializer(), topic.valueSerde(cluster.registry()).serializer());
  }

  private void beatOn(Producer<String, SpecificRecord> producer, int share) {
    while (!closed) {
      for (Heartbeat beat : due(share)) {
        send(producer, beat);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void send(Producer<String, SpecificRecord> producer, Heartbeat beat) {
    try {
      producer.send(new ProducerRecord<>(topic.name(), beat.getNode(), beat), (place, lost) -> {});
    } catch (KafkaException lost) {
      // as with a real agent, the next heartbeat is the retry
    }
  }

  private synchronized List<Heartbeat> due(int share) {
    var due = new ArrayList<Heartbeat>();
    long now = System.nanoTime();
    int index = 0;
    for (Node node : nodes.values()) {
      boolean mine = index++ % PRODUCERS == share;
      if (!mine || node.due - now > 0) {
        continue;
      }
      node.due += INTERVAL_NANOS;
      if (node.due - now < 0) {
        node.due = now + INTERVAL_NANOS;
      }
      if (node.beating && !held) {
        due.add(beat(node));
      }
    }
    return due;
  }

  private static Heartbeat beat(Node node) {
    return new Heartbeat(
        node.id,
        "pool",
        node.incarnation,
        node.predecessor,
        "boot-of-" + node.id,
        ++node.sequence,
        System.currentTimeMillis(),
        1_000,
        25_000,
        0,
        HeartbeatMode.NORMAL);
  }

  /** All nodes. */
  public List<String> nodes() {
    return List.copyOf(nodes.keySet());
  }

  public synchronized List<String> beating() {
    return nodes.values().stream().filter(node -> node.beating).map(node -> node.id).toList();
  }

  /** The incarnations that ever fell silent. */
  public synchronized Set<Life> killed() {
    return Set.copyOf(killed);
  }

  /** Beats no more. */
  public synchronized void kill(String node) {
    Node found = nodes.get(node);
    found.beating = false;
    killed.add(new Life(node, found.incarnation));
  }

  /** Beats again, in the same incarnation: its network was away. */
  public synchronized void revive(String node) {
    Node found = nodes.get(node);
    found.beating = true;
    found.due = System.nanoTime();
  }

  /** Beats again, in an incarnation that succeeds the one before. */
  public synchronized void restart(String node) {
    Node found = nodes.get(node);
    found.predecessor = found.incarnation;
    found.incarnation = Math.max(System.currentTimeMillis(), found.incarnation + 1);
    found.sequence = 0;
    revive(node);
  }

  /** Nobody beats until released: agents that look for the broker longer than others. */
  public synchronized void hold() {
    held = true;
  }

  public synchronized void release() {
    held = false;
  }

  /** A heartbeat of a node that beats, as the log has it: for making it again, or worse. */
  public synchronized Heartbeat lastOf(String node) {
    Node found = nodes.get(node);
    Heartbeat beat = beat(found);
    found.sequence--;
    beat.setSequence(found.sequence);
    return beat;
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producers.forEach(producer -> producer.close(Duration.ZERO));
  }
}
