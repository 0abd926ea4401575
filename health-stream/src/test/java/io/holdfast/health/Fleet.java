package io.holdfast.health;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Small agents that do nothing but beat, once a second, each with a producer of its own that sends
 * as a real agent's does: no retries, reconnecting within a second.
 */
final class Fleet implements AutoCloseable {

  private static final class Agent {
    final String node;
    final Producer<String, SpecificRecord> producer;
    long sequence;
    volatile boolean beating = true;

    Agent(String node, Producer<String, SpecificRecord> producer) {
      this.node = node;
      this.producer = producer;
    }
  }

  private final Topic<String, SpecificRecord> topic;
  private final Map<String, Agent> agents = new TreeMap<>();
  private final ScheduledExecutorService beats = Executors.newScheduledThreadPool(4);
  private final long incarnation = System.currentTimeMillis();

  Fleet(Cluster cluster, int size) {
    this.topic = cluster.topics.heartbeats();
    for (int i = 0; i < size; i++) {
      String node = "n%02d".formatted(i);
      var agent = new Agent(node, producer(cluster));
      agents.put(node, agent);
      long firstAfter = 1_000L * i / size;
      var unused =
          beats.scheduleAtFixedRate(() -> beat(agent), firstAfter, 1_000, TimeUnit.MILLISECONDS);
    }
  }

  private Producer<String, SpecificRecord> producer(Cluster cluster) {
    var settings = new HashMap<>(cluster.clients);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    settings.put(ProducerConfig.RETRIES_CONFIG, 0);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 6_250);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 6_250);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 100);
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 1 << 20);
    return new KafkaProducer<>(
        settings, new StringSerializer(), topic.valueSerde(cluster.registry).serializer());
  }

  private void beat(Agent agent) {
    if (!agent.beating) {
      return;
    }
    var heartbeat =
        new Heartbeat(
            agent.node,
            "pool",
            incarnation,
            null,
            "boot-of-" + agent.node,
            ++agent.sequence,
            System.currentTimeMillis(),
            1_000,
            25_000,
            0,
            HeartbeatMode.NORMAL);
    try {
      agent.producer.send(
          new ProducerRecord<>(topic.name(), agent.node, heartbeat), (place, failure) -> {});
    } catch (KafkaException lost) {
      // as with a real agent, the next heartbeat is the retry
      agent.sequence--;
    }
  }

  void kill(String node) {
    agents.get(node).beating = false;
  }

  void revive(String node) {
    agents.get(node).beating = true;
  }

  @Override
  public void close() {
    beats.shutdownNow();
    agents.values().forEach(agent -> agent.producer.close(Duration.ZERO));
  }
}
