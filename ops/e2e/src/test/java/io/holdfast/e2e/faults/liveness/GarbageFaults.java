package io.holdfast.e2e.faults.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.health.cluster.Cluster;
import io.holdfast.health.cluster.Fleet;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Pulse;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A tenth of the traffic is nonsense, under the names of nodes that are well. */
class GarbageFaults {

  private static final int SECONDS = 60;
  private static final int A_SECOND = Watch.NODES / 9; // a tenth of all, the good ones included

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  @TempDir Path directory;

  @Test
  void nonsenseGoesToTheDeadLettersAndChangesNobodysState() {
    Rounds.orUsual(1).play("liveness, nonsense in a tenth of the traffic", this::round);
  }

  private void round(long seed) throws InterruptedException {
    var cluster =
        new Cluster(
            sandbox.bootstrapServers(), sandbox.registryUrl(), "garbage" + seed + ".", directory);
    try (var watch = new Watch(cluster);
        var producer =
            new KafkaProducer<>(
                cluster.clients(), new ByteArraySerializer(), new ByteArraySerializer())) {
      var random = new Random(seed);
      var nonsense = new Nonsense(cluster, watch.fleet(), random);
      int refused = 0;
      int stale = 0;
      String victim = "";
      for (int second = 0; second < SECONDS; second++) {
        if (second == SECONDS / 2) {
          victim = watch.killOne(random);
        }
        for (int i = 0; i < A_SECOND; i++) {
          boolean readable = random.nextInt(4) == 0;
          producer.send(readable ? nonsense.repeated() : nonsense.refused());
          refused += readable ? 0 : 1;
          stale += readable ? 1 : 0;
        }
        TimeUnit.MILLISECONDS.sleep(1_000);
      }
      producer.flush();
      watch.awaitDeath(victim);
      watch.assertNobodyElseDied();
      watch.verdicts().awaitAllJudged();
      assertThat(watch.verdicts().all())
          .as("nobody's state changed but the victim's")
          .filteredOn(status -> status.getState() != NodeState.ALIVE)
          .extracting(NodeStatus::getNode)
          .containsOnly(victim);
      long letters =
          cluster.ends(cluster.topics().deadLetters()).values().stream()
              .mapToLong(Long::longValue)
              .sum();
      assertThat(letters).isEqualTo(refused);
      int compared = watch.assertEqualToOfflineFold("nonsense");
      System.out.printf(
          "liveness, nonsense: %d records refused, all of them among the dead letters, %d repeated"
              + " or out of order; only %s, which died, changed its state; %d verdicts equal to the"
              + " offline fold%n",
          refused, stale, victim, compared);
    }
  }

  /** Makes records that no agent should send. */
  private static final class Nonsense {

    private final Topic<String, SpecificRecord> topic;
    private final Serializer<SpecificRecord> values;
    private final Fleet fleet;
    private final Random random;

    Nonsense(Cluster cluster, Fleet fleet, Random random) {
      this.topic = cluster.topics().heartbeats();
      this.values = topic.valueSerde(cluster.registry()).serializer();
      this.fleet = fleet;
      this.random = random;
    }

    /** A heartbeat that was sent before, or long before: proves nothing, harms nobody. */
    ProducerRecord<byte[], byte[]> repeated() {
      Heartbeat old = someHeartbeat();
      old.setSequence(Math.max(1, old.getSequence() - random.nextInt(20)));
      return record(old.getNode(), bytes(old));
    }

    ProducerRecord<byte[], byte[]> refused() {
      Heartbeat beat = someHeartbeat();
      String node = beat.getNode();
      switch (random.nextInt(14)) {
        case 0 -> beat.setSentAtMillis(Long.MIN_VALUE + random.nextInt(1_000));
        case 1 -> beat.setSentAtMillis(Long.MAX_VALUE - random.nextInt(1_000));
        case 2 -> beat.setIncarnation(Long.MAX_VALUE);
        case 3 -> beat.setPredecessor(beat.getIncarnation() + 1);
        case 4 -> beat.setSequence(-random.nextLong(1, Long.MAX_VALUE));
        case 5 -> beat.setIntervalMillis(-1);
        case 6 -> beat.setLeaseMillis(Integer.MAX_VALUE);
        case 7 -> beat.setTimerLatenessMillis(Integer.MIN_VALUE);
        case 8 -> beat.setPool("");
        case 9 -> beat.setNode("somebody-else");
        case 10 -> {
          return record(node, bytes(new Pulse(1L, random.nextLong(), "a pulse with a key")));
        }
        case 11 -> {
          byte[] whole = bytes(beat);
          return record(node, Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1)));
        }
        case 12 -> {
          byte[] noise = new byte[1 + random.nextInt(200)];
          random.nextBytes(noise);
          noise[0] |= 1; // so that it is no record by chance
          return record(node, noise);
        }
        default -> {
          return record(node, null);
        }
      }
      return record(node, bytes(beat));
    }

    private Heartbeat someHeartbeat() {
      List<String> beating = fleet.beating();
      return fleet.lastOf(beating.get(random.nextInt(beating.size())));
    }

    private byte[] bytes(SpecificRecord record) {
      return values.serialize(topic.name(), record);
    }

    private ProducerRecord<byte[], byte[]> record(String key, byte[] value) {
      return new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), value);
    }
  }
}
