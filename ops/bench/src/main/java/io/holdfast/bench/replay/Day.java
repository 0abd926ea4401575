package io.holdfast.bench.replay;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.time.Profile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Heartbeats of a fleet that beats once a second, with pulses, and the verdicts that they bring.
 * Now and then a node is silent for five minutes, and heard again. Partitions are written by two
 * threads.
 */
final class Day {

  private static final int THREADS = 2;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int SILENT_SECONDS = 300;

  private final ReplayTopics topics;
  private final Topic<String, SpecificRecord> heartbeats;
  private final int seconds;
  private final int silences;
  private final List<NodeStatus> verdicts = Collections.synchronizedList(new ArrayList<>());

  /** By node, the second in which it falls silent. */
  private final Map<String, Integer> silentFrom = new HashMap<>();

  private final List<String> nodes;
  private long records;

  Day(ReplayTopics topics, List<String> nodes, int seconds, int silences) {
    this.topics = topics;
    this.nodes = nodes;
    this.seconds = seconds;
    this.silences = silences;
    heartbeats = topics.topics().heartbeats();
  }

  /** Records written, pulses among them. */
  long records() {
    return records;
  }

  /** Share of them that are heartbeats. */
  double beating() {
    return 1 - 4.0 * heartbeats.partitions() * seconds / records;
  }

  /** Writes it; the verdicts in the order of their broker times. */
  List<NodeStatus> write() throws Exception {
    var random = new SplittableRandom(1);
    for (int i = 0; i < silences; i++) {
      silentFrom.put(
          nodes.get(random.nextInt(nodes.size())),
          60 + random.nextInt(seconds - SILENT_SECONDS - 120));
    }
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Long>> writing = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        int first = thread;
        writing.add(pool.submit(() -> writePartitions(first)));
      }
      for (Future<Long> one : writing) {
        records += one.get();
      }
    } finally {
      pool.shutdown();
    }
    List<NodeStatus> ordered = new ArrayList<>(verdicts);
    ordered.sort(
        Comparator.comparingLong(NodeStatus::getDecidedAtMillis)
            .thenComparing(v -> v.getDecidedAt().getPartition())
            .thenComparing(v -> v.getDecidedAt().getOffset()));
    return ordered;
  }

  private long writePartitions(int first) {
    List<Partition> mine = new ArrayList<>();
    for (int p = first; p < heartbeats.partitions(); p += THREADS) {
      mine.add(new Partition(p));
    }
    var settings = new HashMap<>(topics.client());
    settings.put("linger.ms", 20);
    settings.put("batch.size", 256 * 1024);
    settings.put("buffer.memory", 64L << 20);
    settings.put("compression.type", "lz4");
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      for (int second = 0; second < seconds; second++) {
        for (int quarter = 0; quarter < 4; quarter++) {
          for (Partition partition : mine) {
            partition.write(producer, second, quarter);
          }
        }
      }
      producer.flush();
    }
    return mine.stream().mapToLong(p -> p.offset).sum();
  }

  /** One partition: who beats in it, and the fold that judges it. */
  private final class Partition {
    private final int number;
    private final Liveness liveness;
    private final List<Heartbeat> beats = new ArrayList<>();
    private long offset;

    Partition(int number) {
      this.number = number;
      liveness =
          new Liveness(
              new LogPartition(topics.id(heartbeats), number),
              LivenessSettings.of(Profile.DEFAULT));
      for (String node : nodes) {
        if (heartbeats.partitionOf(node, heartbeats.partitions()) == number) {
          beats.add(beat(node));
        }
      }
    }

    void write(Producer<String, byte[]> producer, int second, int quarter) {
      for (int i = quarter; i < beats.size(); i += 4) {
        Heartbeat beat = beats.get(i);
        Integer silent = silentFrom.get(beat.getNode());
        boolean isSilent = silent != null && second >= silent && second < silent + SILENT_SECONDS;
        if (!isSilent) {
          beat.setSequence(second + 1);
          send(producer, beat.getNode(), beat);
        }
      }
      long nanos = (second * 1_000L + quarter * 250L) * NANOS_PER_MILLI;
      send(producer, null, new Pulse(1L, nanos, "bench"));
    }

    private void send(Producer<String, byte[]> producer, String key, SpecificRecord value) {
      List<NodeStatus> brought = new ArrayList<>();
      liveness.accept(
          offset++,
          0,
          key,
          value,
          verdict -> {
            if (verdict instanceof Verdict.Fresh fresh) {
              brought.add(fresh.status());
            }
          });
      byte[] bytes = topics.bytes(heartbeats, value);
      producer.send(new ProducerRecord<>(heartbeats.name(), number, key, bytes), told(brought));
    }

    /** Only the broker knows when it took the record that brought a verdict. */
    private Callback told(List<NodeStatus> brought) {
      return (place, failure) -> {
        if (failure != null) {
          throw new IllegalStateException("the topic of the bench is not whole", failure);
        }
        for (NodeStatus status : brought) {
          status.setDecidedAtMillis(place.timestamp());
          verdicts.add(status);
        }
      };
    }
  }

  private static Heartbeat beat(String node) {
    return Heartbeat.newBuilder()
        .setNode(node)
        .setPool(ReplayTopics.POOL)
        .setIncarnation(1_700_000_000_000L)
        .setBootId(
            UUID.nameUUIDFromBytes(node.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString())
        .setSequence(0)
        .setSentAtMillis(0)
        .setIntervalMillis(1_000)
        .setLeaseMillis(25_000)
        .setMode(HeartbeatMode.NORMAL)
        .build();
  }
}
