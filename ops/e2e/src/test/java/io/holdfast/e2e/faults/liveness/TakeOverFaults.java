package io.holdfast.e2e.faults.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.health.cluster.Cluster;
import io.holdfast.health.cluster.Fleet;
import io.holdfast.health.cluster.Verdicts;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.pulse.Pulser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** health-stream is late, or somebody else was meanwhile. */
class TakeOverFaults {

  /** Everything that holds is said again within this; see LivenessSettings. */
  private static final Duration REPEAT = Duration.ofMinutes(3);

  private static final int STALLS = 4;

  /** Enough for each partition to have some. */
  private static final int RESTARTS = 40;

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  @TempDir Path directory;

  @Test
  void aBacklogOfTwoMinutesIsJudgedAsIfItHadBeenReadAtOnce() {
    Rounds.orUsual(1)
        .play(
            "liveness, consumer held back by 2 minutes",
            seed -> {
              try (var watch = new Watch(cluster("backlog" + seed + "."));
                  var others = pulser(watch.cluster())) {
                others.start();
                watch.verdicts().awaitObserved(Duration.ofSeconds(5));
                watch.health().kill();
                TimeUnit.SECONDS.sleep(30);
                String victim = watch.killOne(new Random(seed));
                TimeUnit.SECONDS.sleep(90);
                watch.startHealth();

                NodeStatus dead = watch.awaitDeath(victim);

                long deadline = dead.getDeadlineMillis();
                assertThat(dead.getSilenceMillis()).isBetween(deadline, deadline + 500);
                watch.assertNobodyElseDied();
                int compared = watch.assertEqualToOfflineFold("backlog");
                System.out.printf(
                    "liveness, consumer held back: %s dead after %d ms of silence by the log,"
                        + " nobody else; %d verdicts equal to the offline fold%n",
                    victim, dead.getSilenceMillis(), compared);
              }
            });
  }

  /** The pulses of an instance that lives. */
  private static Pulser pulser(Cluster cluster) {
    Topics topics = cluster.topics();
    return new Pulser(
        cluster.clients(),
        topics.heartbeats().valueSerde(cluster.registry()).serializer(),
        Map.of(topics.heartbeats().name(), topics.heartbeats().partitions()),
        Duration.ofMillis(250),
        "another instance");
  }

  @Test
  void whatAStalledPredecessorWritesLateIsTheSameAndDoesNotStay() {
    Rounds.orUsual(1)
        .play(
            "liveness, stalled predecessor",
            seed -> {
              var random = new Random(seed);
              try (var watch = new Watch(cluster("stalled" + seed + "."));
                  ChildProcess successor = HealthJar.start(watch.cluster(), "successor")) {
                Verdicts verdicts = watch.verdicts();
                verdicts.awaitObserved(Duration.ofSeconds(8));
                for (int i = 0; i < STALLS; i++) {
                  ChildProcess stalled = i % 2 == 0 ? watch.health() : successor;
                  stallWithVerdictsInHand(watch, stalled, random);
                  verdicts.awaitState(watch.killOne(random), NodeState.DEAD);
                  restartSome(watch, random); // newer verdicts of the successor
                  verdicts.awaitAllJudged();
                  stalled.resume();
                  verdicts.awaitAllJudged();
                }
                watch.assertNobodyElseDied();
                verdicts.awaitObserved(REPEAT);
                List<String> beating = watch.fleet().beating();
                for (String node : watch.fleet().nodes()) {
                  boolean alive = verdicts.newest(node).orElseThrow().getState() == NodeState.ALIVE;
                  assertThat(alive).as(node).isEqualTo(beating.contains(node));
                }
                int compared = watch.assertEqualToOfflineFold("stalled predecessor");
                int late = publishedLate(watch.cluster());
                assertThat(late).as("verdicts published after newer ones").isPositive();
                System.out.printf(
                    "liveness, stalled predecessor: %d stalls past the session, %d verdicts"
                        + " published late, after newer ones of the successor; %d verdicts equal to"
                        + " the offline fold, the newest under every key true after %d s%n",
                    STALLS, late, compared, REPEAT.toSeconds());
                handOver(watch, successor);
              }
            });
  }

  /** It has read of nodes that restarted and is about to publish the first verdict on them. */
  private static void stallWithVerdictsInHand(Watch watch, ChildProcess stalled, Random random)
      throws IOException {
    Path file = HealthJar.stallFile(watch.cluster(), stalled.name());
    Files.createFile(file);
    restartSome(watch, random);
    watch.verdicts().await(stalled.name() + " stalls", () -> !Files.exists(file));
  }

  private static void restartSome(Watch watch, Random random) {
    var beating = new ArrayList<>(watch.fleet().beating());
    Collections.shuffle(beating, random);
    for (String node : beating.subList(0, RESTARTS)) {
      watch.fleet().kill(node);
      watch.fleet().restart(node);
    }
  }

  /**
   * Counts the verdicts that an instance published when its successor had published newer ones, and
   * checks that the successor had said them before. It can: nothing fences it off where records are
   * processed at least once.
   */
  private static int publishedLate(Cluster cluster) {
    Topic<String, SpecificRecord> topic = cluster.topics().nodeStatus();
    var values = topic.valueSerde(cluster.registry()).deserializer();
    var said = new HashSet<List<Object>>();
    var newest = new HashMap<Integer, Long>();
    int late = 0;
    for (var record : cluster.contents(topic)) {
      if (record.value() == null
          || !(values.deserialize(topic.name(), record.value()) instanceof NodeStatus status)) {
        continue;
      }
      boolean isNew =
          said.add(
              List.of(
                  status.getDecidedAt(),
                  status.getNode(),
                  status.getIncarnation(),
                  status.getState()));
      long offset = status.getDecidedAt().getOffset();
      if (record.headers().lastHeader(StallPoint.LATE) != null) {
        assertThat(isNew).as("said late and for the first time: %s", status).isFalse();
        late += offset < newest.get(record.partition()) ? 1 : 0;
      }
      newest.merge(record.partition(), offset, Math::max);
    }
    return late;
  }

  /** One that is stopped in order leaves at once; the other does not wait for its session. */
  private static void handOver(Watch watch, ChildProcess leaving) {
    long began = System.nanoTime();
    leaving.terminate(Duration.ofSeconds(30));
    watch.verdicts().awaitAllJudged();
    System.out.printf(
        "liveness, stopped in order: everything judged by the other %.1f s later%n",
        (System.nanoTime() - began) / 1e9);
    watch.assertNobodyElseDied();
  }

  @Test
  void anInstanceWithANameThatIsKilledAndRestartedKeepsItsPartitions() {
    Rounds.orUsual(1)
        .play(
            "liveness, static membership",
            seed -> {
              Cluster cluster = cluster("named" + seed + ".");
              try (var fleet = new Fleet(cluster, Watch.NODES);
                  var verdicts = new Verdicts(cluster);
                  ChildProcess stays = startNamed(cluster, "stays");
                  ChildProcess killed = startNamed(cluster, "killed")) {
                fleet.nodes().forEach(node -> verdicts.awaitState(node, NodeState.ALIVE));
                verdicts.await("both have partitions", () -> restores(killed) > 0);
                verdicts.awaitObserved(Duration.ofSeconds(5));
                long before = restores(stays);

                killed.kill();
                try (ChildProcess again = startNamed(cluster, "killed")) {
                  verdicts.awaitAllJudged();
                  assertThat(restores(stays)).as("partitions it was given").isEqualTo(before);
                  verdicts.assertEqualToOfflineFold("static membership");
                  System.out.printf(
                      "liveness, static membership: %s was killed and is back with what it had%n",
                      again.name());
                }
              }
            });
  }

  private static ChildProcess startNamed(Cluster cluster, String name) {
    return HealthJar.start(
        cluster, name, "streams.session-timeout=60s", "streams.instance=" + name);
  }

  /** How many partitions an instance was given so far, as its log tells. */
  private static long restores(ChildProcess instance) {
    try (Stream<String> lines = Files.lines(instance.log())) {
      return lines.filter(line -> line.contains("state restored")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Cluster cluster(String prefix) {
    return new Cluster(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix, directory);
  }
}
