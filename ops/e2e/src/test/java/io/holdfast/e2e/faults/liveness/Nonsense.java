package io.holdfast.e2e.faults.liveness;

import io.holdfast.health.cluster.Cluster;
import io.holdfast.health.cluster.Fleet;
import io.holdfast.health.domain.Refusal;
import io.holdfast.records.GpuSample;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.LoadSample;
import io.holdfast.records.Pulse;
import io.holdfast.records.WorkloadUsage;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Sends what no agent and no pulser should, under the names of nodes that are well, and keeps count
 * of the dead letters that must come of it.
 */
final class Nonsense {

  private static final String MALFORMED = "malformed";
  private static final long DAY = TimeUnit.DAYS.toNanos(1);
  private static final long WILD = 1;
  private static final long JUMPING = 2;

  private final Topic<String, SpecificRecord> heartbeats;
  private final Topic<String, SpecificRecord> samples;
  private final Map<Topic<?, ?>, Serializer<SpecificRecord>> values;
  private final Producer<byte[], byte[]> producer;
  private final Fleet fleet;
  private final Samples told;
  private final Random random;
  private final Map<String, Integer> refused = new TreeMap<>();

  Nonsense(
      Cluster cluster,
      Producer<byte[], byte[]> producer,
      Fleet fleet,
      Samples told,
      Random random) {
    this.heartbeats = cluster.topics().heartbeats();
    this.samples = cluster.topics().loadSamples();
    this.values =
        Map.of(
            heartbeats, heartbeats.valueSerde(cluster.registry()).serializer(),
            samples, samples.valueSerde(cluster.registry()).serializer());
    this.producer = producer;
    this.fleet = fleet;
    this.told = told;
    this.random = random;
  }

  /** What a dead letter is counted under: what kind of record, and why it was not taken. */
  static String kind(String topic, String reason) {
    boolean malformed =
        Arrays.stream(MalformedRecordException.Reason.values())
            .anyMatch(each -> each.name().equalsIgnoreCase(reason));
    return topic + " " + (malformed ? MALFORMED : reason);
  }

  /** How many dead letters of each kind must be there. */
  Map<String, Integer> refused() {
    return refused;
  }

  int malformedHeartbeats() {
    return refused.get(heartbeats.name() + " " + MALFORMED);
  }

  /** A heartbeat that was sent before, or long before: proves nothing, harms nobody. */
  void repeatHeartbeat() {
    Heartbeat old = someHeartbeat();
    old.setSequence(Math.max(1, old.getSequence() - random.nextInt(20)));
    send(heartbeats, old.getNode(), bytes(heartbeats, old));
  }

  void malformHeartbeat() {
    Heartbeat beat = someHeartbeat();
    send(heartbeats, beat.getNode(), malformed(bytes(heartbeats, beat)));
    count(heartbeats, MALFORMED);
  }

  /** What makes the difference: a sample as it should be. */
  void tellRightly(String node) {
    sendSample(node, bytes(samples, told.next(node)));
  }

  /** A sample that was sent before, with a load that would be seen. */
  void repeatSample(String node) {
    LoadSample old = told.lastOf(node);
    old.setUtilisation(Map.of("cpu", 2 * Samples.LOAD));
    sendSample(node, bytes(samples, old));
  }

  void malformSample(String node) {
    sendSample(node, malformed(bytes(samples, told.lastOf(node))));
    count(samples, MALFORMED);
  }

  /** Ends early, goes on after its end, or is noise. */
  private byte[] malformed(byte[] whole) {
    switch (random.nextInt(3)) {
      case 0 -> {
        return Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1));
      }
      case 1 -> {
        return Arrays.copyOf(whole, whole.length + 1 + random.nextInt(20));
      }
      default -> {
        byte[] noise = new byte[1 + random.nextInt(200)];
        random.nextBytes(noise);
        noise[0] |= 1; // so that it is no record by chance
        return noise;
      }
    }
  }

  void absurdHeartbeat() {
    Heartbeat beat = someHeartbeat();
    String node = beat.getNode();
    Refusal refusal = makeAbsurd(beat);
    SpecificRecord value =
        switch (refusal) {
          case NO_VALUE -> null;
          case KEY_ON_PULSE_OR_MARK -> new Pulse(3L, random.nextLong(), "a pulse with a key");
          default -> beat;
        };
    send(heartbeats, node, bytes(heartbeats, value));
    count(heartbeats, refusal.label());
  }

  private Refusal makeAbsurd(Heartbeat beat) {
    switch (random.nextInt(12)) {
      case 0 -> beat.setSentAtMillis(Long.MIN_VALUE + random.nextInt(1_000));
      case 1 -> beat.setSentAtMillis(Long.MAX_VALUE - random.nextInt(1_000));
      case 2 -> {
        beat.setIncarnation(Long.MAX_VALUE);
        return Refusal.INCARNATION_ABSURD;
      }
      case 3 -> {
        beat.setPredecessor(beat.getIncarnation() + 1);
        return Refusal.PREDECESSOR_NOT_EARLIER;
      }
      case 4 -> {
        beat.setSequence(-random.nextLong(1, Long.MAX_VALUE));
        return Refusal.SEQUENCE_ABSURD;
      }
      case 5 -> {
        beat.setIntervalMillis(-1);
        return Refusal.INTERVAL_ABSURD;
      }
      case 6 -> {
        beat.setLeaseMillis(Integer.MAX_VALUE);
        return Refusal.LEASE_ABSURD;
      }
      case 7 -> {
        beat.setTimerLatenessMillis(Integer.MIN_VALUE);
        return Refusal.LATENESS_ABSURD;
      }
      case 8 -> {
        beat.setPool("");
        return Refusal.POOL_EMPTY;
      }
      case 9 -> {
        beat.setNode("somebody-else");
        return Refusal.KEY_IS_NOT_THE_NODE;
      }
      case 10 -> {
        return Refusal.KEY_ON_PULSE_OR_MARK;
      }
      default -> {
        return Refusal.NO_VALUE;
      }
    }
    return Refusal.TIME_ABSURD;
  }

  void absurdSample(String node) {
    LoadSample sample = told.lastOf(node);
    sample.setSequence(sample.getSequence() + 1);
    Refusal refusal = makeAbsurd(sample);
    sendSample(node, refusal == Refusal.NO_VALUE ? null : bytes(samples, sample));
    count(samples, refusal.label());
  }

  private Refusal makeAbsurd(LoadSample sample) {
    switch (random.nextInt(10)) {
      case 0 -> sample.setUtilisation(Map.of("cpu", Double.NaN));
      case 1 -> sample.setUtilisation(Map.of("cpu", -Double.MIN_VALUE));
      case 2 -> sample.setUtilisation(Map.of("cpu", 1e9));
      case 3 -> {
        sample.setUtilisation(Map.of("", 1.0));
        return Refusal.RESOURCE_NAME_EMPTY;
      }
      case 4 -> {
        sample.setSampledAtMillis(Long.MAX_VALUE);
        return Refusal.TIME_ABSURD;
      }
      case 5 -> {
        sample.setIncarnation(Long.MIN_VALUE);
        return Refusal.INCARNATION_ABSURD;
      }
      case 6 -> {
        sample.setSequence(Long.MAX_VALUE);
        return Refusal.SEQUENCE_ABSURD;
      }
      case 7 -> {
        sample.setGpus(List.of(new GpuSample(0, "gpu", Double.POSITIVE_INFINITY, 1L, 1L)));
        return Refusal.GPU_ABSURD;
      }
      case 8 -> {
        sample.setWorkloads(List.of(new WorkloadUsage("w", 1L, Map.of("cpu", -1.0))));
        return Refusal.USAGE_ABSURD;
      }
      default -> {
        return Refusal.NO_VALUE;
      }
    }
    return Refusal.LOAD_ABSURD;
  }

  /**
   * Two pulses of a session whose clock tells random numbers. The first is taken as that of a new
   * session; the second is more than a day from it, and with it the session is forgotten.
   */
  void pulseWildly(int tick) {
    for (var topic : List.of(heartbeats, samples)) {
      int partition = tick % topic.partitions();
      long clock = random.nextLong();
      pulse(topic, partition, WILD, clock);
      pulse(topic, partition, WILD, clock + 2 * DAY + random.nextLong(Long.MAX_VALUE));
      count(topic, Refusal.CLOCK_ABSURD.label());
    }
  }

  /** A pulse of a session whose clock is right now. */
  void pulseRightly(int partition) {
    pulse(heartbeats, partition, JUMPING, System.nanoTime());
  }

  /** The same session, thrown back by days. */
  void pulseFromDaysAgo(int partition) {
    long ago = (2 + random.nextInt(30)) * DAY;
    pulse(heartbeats, partition, JUMPING, System.nanoTime() - ago);
    count(heartbeats, Refusal.CLOCK_ABSURD.label());
  }

  private Heartbeat someHeartbeat() {
    List<String> beating = fleet.beating();
    return fleet.lastOf(beating.get(random.nextInt(beating.size())));
  }

  private byte[] bytes(Topic<?, ?> topic, SpecificRecord value) {
    return values.get(topic).serialize(topic.name(), value);
  }

  private void pulse(Topic<?, ?> topic, int partition, long session, long clock) {
    byte[] pulse = bytes(topic, new Pulse(session, clock, "another pulser"));
    producer.send(new ProducerRecord<>(topic.name(), partition, null, pulse));
  }

  private void send(Topic<?, ?> topic, String node, byte[] value) {
    byte[] key = node.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic.name(), key, value));
  }

  /** Those of one pool are in one partition. */
  private void sendSample(String node, byte[] value) {
    byte[] key = node.getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(samples.name(), 0, key, value));
  }

  private void count(Topic<?, ?> topic, String reason) {
    refused.merge(kind(topic.name(), reason), 1, Integer::sum);
  }
}
