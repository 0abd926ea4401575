package io.holdfast.e2e.faults.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.health.cluster.Cluster;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.ResourceBalance;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * More than a tenth of the heartbeats is malformed, others are absurd or were sent before, two
 * pulsers' clocks run wild, and load samples are no better.
 */
class GarbageFaults {

  private static final int TICKS_A_SECOND = 4;
  private static final int TICKS = 60 * TICKS_A_SECOND;

  /** A tenth of all, whatever else is sent: the fleet, its pulses and all of the nonsense. */
  private static final int MALFORMED_A_TICK = Watch.NODES / 16;

  private static final int OTHER_A_TICK = Watch.NODES / 40;

  /** After eight pulses a session tells time. */
  private static final int TICKS_UNTIL_A_CLOCK_JUMPS = 20;

  private static final int REPORTING = 24;

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  @TempDir Path directory;

  @Test
  void nonsenseGoesToTheDeadLettersAndChangesNobodysState() {
    Rounds.orUsual(1).play("liveness, nonsense in the traffic", this::round);
  }

  private void round(long seed) throws InterruptedException {
    var cluster =
        new Cluster(
            sandbox.bootstrapServers(), sandbox.registryUrl(), "garbage" + seed + ".", directory);
    Topic<?, ?> heartbeats = cluster.topics().heartbeats();
    Topic<?, ?> deadLetters = cluster.topics().deadLetters();
    try (var watch = new Watch(cluster);
        var producer =
            new KafkaProducer<>(
                cluster.clients(), new ByteArraySerializer(), new ByteArraySerializer())) {
      var random = new Random(seed);
      var samples = new Samples();
      var nonsense = new Nonsense(cluster, producer, watch.fleet(), samples, random);
      List<String> reporting = watch.fleet().nodes().subList(0, REPORTING);
      String victim = "";
      long before = records(cluster, heartbeats);
      for (int tick = 0; tick < TICKS; tick++) {
        if (tick == TICKS / 2) {
          victim = watch.killOne(random);
        }
        beatNonsense(nonsense, random);
        pulseNonsense(nonsense, tick, heartbeats.partitions());
        for (int i = tick % TICKS_A_SECOND; i < REPORTING; i += TICKS_A_SECOND) {
          nonsense.tellRightly(reporting.get(i));
          tellNonsense(nonsense, reporting.get(i), random);
        }
        TimeUnit.MILLISECONDS.sleep(1_000 / TICKS_A_SECOND);
      }
      producer.flush();
      double share =
          100.0 * nonsense.malformedHeartbeats() / (records(cluster, heartbeats) - before);
      assertThat(share).as("percent of malformed heartbeats").isGreaterThanOrEqualTo(10);

      watch.awaitDeath(victim);
      Map<String, Integer> refused = nonsense.refused();
      int count = refused.values().stream().mapToInt(Integer::intValue).sum();
      watch.verdicts().await(count + " dead letters", () -> records(cluster, deadLetters) >= count);
      watch.assertNobodyElseDied();
      watch.verdicts().awaitAllJudged();
      assertThat(watch.verdicts().all())
          .as("nobody's state changed but the victim's")
          .filteredOn(status -> status.getState() != NodeState.ALIVE)
          .extracting(NodeStatus::getNode)
          .containsOnly(victim);
      assertThat(letters(cluster)).as("dead letters").isEqualTo(refused);
      int balances = assertLoadIsWhatWasTold(cluster);
      int compared = watch.assertEqualToOfflineFold("nonsense");
      System.out.printf(
          "liveness, nonsense: %.1f %% of the heartbeats malformed; %d records refused, all of them"
              + " among the dead letters with their reasons, %s; only %s, which died, changed its"
              + " state; %d balances of load as told; %d verdicts equal to the offline fold%n",
          share, count, refused, victim, balances, compared);
    }
  }

  private static void beatNonsense(Nonsense nonsense, Random random) {
    for (int i = 0; i < MALFORMED_A_TICK; i++) {
      nonsense.malformHeartbeat();
    }
    for (int i = 0; i < OTHER_A_TICK; i++) {
      if (random.nextInt(3) == 0) {
        nonsense.repeatHeartbeat();
      } else {
        nonsense.absurdHeartbeat();
      }
    }
  }

  private static void pulseNonsense(Nonsense nonsense, int tick, int partitions) {
    nonsense.pulseWildly(tick);
    for (int partition = 0; partition < partitions; partition++) {
      nonsense.pulseRightly(partition);
      if ((tick + partition) % TICKS_UNTIL_A_CLOCK_JUMPS == 0) {
        nonsense.pulseFromDaysAgo(partition);
      }
    }
  }

  private static void tellNonsense(Nonsense nonsense, String node, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> nonsense.repeatSample(node);
      case 1 -> nonsense.malformSample(node);
      default -> nonsense.absurdSample(node);
    }
  }

  private static long records(Cluster cluster, Topic<?, ?> topic) {
    return cluster.ends(topic).values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many there are of each kind. */
  private static Map<String, Integer> letters(Cluster cluster) {
    var letters = new TreeMap<String, Integer>();
    for (var letter : cluster.contents(cluster.topics().deadLetters())) {
      String kind = Nonsense.kind(header(letter, "topic"), header(letter, "exception"));
      letters.merge(kind, 1, Integer::sum);
    }
    return letters;
  }

  private static String header(ConsumerRecord<?, ?> letter, String name) {
    byte[] value = letter.headers().lastHeader("__streams.errors." + name).value();
    return new String(value, StandardCharsets.UTF_8);
  }

  /** Every window closed over what nodes told, and over nothing else; returns how many. */
  private static int assertLoadIsWhatWasTold(Cluster cluster) {
    Topic<String, SpecificRecord> topic = cluster.topics().loadBalance();
    var values = topic.valueSerde(cluster.registry()).deserializer();
    List<SpecificRecord> published =
        cluster.contents(topic).stream()
            .map(each -> values.deserialize(topic.name(), each.value()))
            .toList();
    assertThat(published).isNotEmpty().hasOnlyElementsOfType(LoadBalance.class);
    List<LoadBalance> balances = published.stream().map(LoadBalance.class::cast).toList();
    assertThat(balances).extracting(LoadBalance::getPool).containsOnly("pool");
    assertThat(balances)
        .flatExtracting(LoadBalance::getResources)
        .isNotEmpty()
        .allSatisfy(
            each -> {
              ResourceBalance balance = (ResourceBalance) each;
              assertThat(balance.getResource()).isEqualTo("cpu");
              assertThat(balance.getMaximum()).isEqualTo(Samples.LOAD);
              assertThat(balance.getAverage()).isEqualTo(Samples.LOAD);
            });
    return balances.size();
  }
}
