package io.holdfast.bench.liveness;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.kafka.Clients;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.runtime.config.Configuration;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Many agents in one process, as far as the broker can tell: each has the agent's own producer and
 * the agent's own consumer of its assignments, and beats once a second. Its counts go to a file,
 * each second: heartbeats sent, acknowledged within a second, acknowledged later or lost.
 */
final class RealAgents {

  private static final long SECOND = 1_000_000_000;

  private final Topics topics;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
  private final LongAdder sent = new LongAdder();
  private final LongAdder inTime = new LongAdder();
  private final LongAdder late = new LongAdder();

  private RealAgents(String prefix) {
    topics = Topics.withPrefix(prefix);
  }

  /** Arguments: servers, registry, topic prefix, index of the first agent, how many, file. */
  public static void main(String[] args) throws Exception {
    var agents = new RealAgents(args[2]);
    int first = Integer.parseInt(args[3]);
    int count = Integer.parseInt(args[4]);
    for (int i = first; i < first + count; i++) {
      agents.start(config(args, i), i);
    }
    Path file = Path.of(args[5]);
    while (true) {
      TimeUnit.SECONDS.sleep(1);
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, agents.sent + " " + agents.inTime + " " + agents.late);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static AgentConfig config(String[] args, int index) {
    return Configuration.of(AgentConfig.class)
        .set(
            List.of(
                "node.id=" + Beats.node(index),
                "node.pool=pool",
                "node.zone=z1",
                "kafka.bootstrap-servers=" + args[0],
                "kafka.topic-prefix=" + args[2],
                "registry.url=" + args[1],
                "state-directory=unused"))
        .load()
        .value();
  }

  private void start(AgentConfig config, int index) {
    var clients = new Clients(config);
    Producer<String, SpecificRecord> producer = clients.passing();
    var agent = new Agent(Beats.node(index), producer);
    long firstAfter = index * 7_919L % 1_000;
    var unused = timer.scheduleAtFixedRate(agent::beat, firstAfter, 1_000, TimeUnit.MILLISECONDS);
    var reader = new Thread(() -> follow(clients.assignments(), config.node().id()));
    reader.setDaemon(true);
    reader.start();
  }

  private void follow(Consumer<String, byte[]> consumer, String node) {
    Topic<String, ?> topic = topics.assignments();
    consumer.assign(List.of(new TopicPartition(topic.name(), topic.partitionOf(node))));
    while (true) {
      consumer.poll(Duration.ofSeconds(1));
    }
  }

  private final class Agent {
    private final String node;
    private final Producer<String, SpecificRecord> producer;
    private final long incarnation = System.currentTimeMillis();
    private long sequence;

    Agent(String node, Producer<String, SpecificRecord> producer) {
      this.node = node;
      this.producer = producer;
    }

    void beat() {
      var beat =
          new Heartbeat(
              node,
              "pool",
              incarnation,
              null,
              "boot-of-" + node,
              ++sequence,
              System.currentTimeMillis(),
              1_000,
              25_000,
              0,
              HeartbeatMode.NORMAL);
      long began = System.nanoTime();
      sent.increment();
      try {
        producer.send(
            new ProducerRecord<>(topics.heartbeats().name(), node, beat),
            (place, failure) -> {
              boolean good = failure == null && System.nanoTime() - began < SECOND;
              (good ? inTime : late).increment();
            });
      } catch (KafkaException lost) {
        late.increment();
      }
    }
  }
}
