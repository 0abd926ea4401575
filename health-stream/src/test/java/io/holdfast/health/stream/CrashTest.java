package io.holdfast.health.stream;

import static io.holdfast.health.stream.Harness.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.health.domain.load.Finding;
import io.holdfast.health.domain.load.Load;
import io.holdfast.health.domain.load.LoadSettings;
import io.holdfast.health.pulse.LogEnds;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.LoadSample;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.WorkloadUsage;
import io.holdfast.schemas.time.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What crashes publish, each identity once, is what a fold that never stopped comes to. */
class CrashTest {

  private static final LivenessSettings LIVENESS = LivenessSettings.of(Profile.DEFAULT);
  private static final LoadSettings LOAD = shortWindowsAndSmallPictures();
  private static final int MILLIS = 150_000;

  /** One seeded story of one fold. */
  private interface Story {
    /** Plays it, and returns how many records were folded again. */
    int play(long seed);
  }

  @Test
  void aCrashAnywhereLosesNoVerdictAndInventsNone() {
    forEachSeed(
        seed -> {
          var run =
              new CrashingRun(
                  TOPICS.heartbeats(), FoldSnapshots.LIVENESS, HealthTopology.LIVENESS_CHECKPOINTS);
          beat(run, new Random(seed));
          List<String> live =
              run.published(
                  new Random(seed),
                  edges -> new LivenessProcessor(edges, LIVENESS, new LogEnds(1)),
                  CrashTest::identityOfVerdict);
          assertEqual(seed, live, verdicts(run));
          assertThat(run.crashes()).as("seed %d", seed).isPositive();
          return run.refolds();
        });
  }

  @Test
  void aCrashAnywhereLosesNoBalanceAndNoPictureAndInventsNone() {
    forEachSeed(
        seed -> {
          var run =
              new CrashingRun(
                  TOPICS.loadSamples(), FoldSnapshots.LOAD, HealthTopology.LOAD_CHECKPOINTS);
          tell(run, new Random(seed));
          List<String> live =
              run.published(
                  new Random(seed),
                  edges -> new LoadProcessor(edges, LOAD),
                  CrashTest::identityOfFinding);
          List<String> unbroken = findings(run);
          assertThat(unbroken)
              .as("seed %d", seed)
              .anyMatch(words -> words.contains("\"chunk\": 1"));
          assertEqual(seed, live, unbroken);
          assertThat(run.crashes()).as("seed %d", seed).isPositive();
          return run.refolds();
        });
  }

  private static void forEachSeed(Story story) {
    int refolds = 0;
    for (int i = 0; i < 10; i++) {
      refolds += story.play(i < 2 ? i : new Random().nextLong());
    }
    assertThat(refolds).isPositive();
  }

  private static void assertEqual(long seed, List<String> live, List<String> unbroken) {
    for (int at = 0; at < Math.min(live.size(), unbroken.size()); at++) {
      assertThat(live.get(at)).as("seed %d", seed).isEqualTo(unbroken.get(at));
    }
    assertThat(live).as("seed %d", seed).hasSameSizeAs(unbroken);
  }

  private static void beat(CrashingRun run, Random random) {
    long[] sequence = new long[15];
    boolean[] beating = new boolean[15];
    for (long millis = 0; millis < MILLIS; millis += 250) {
      for (int node = 0; node < 15; node++) {
        beating[node] ^= random.nextInt(60) == 0;
        if (beating[node] && (millis / 250 + node) % 4 == 0) {
          run.append("n" + node, Harness.heartbeat("n" + node, ++sequence[node]));
        }
      }
      endStep(run, random, millis);
    }
  }

  private static void tell(CrashingRun run, Random random) {
    long[] sequence = new long[15];
    boolean[] telling = new boolean[15];
    for (long millis = 0; millis < MILLIS; millis += 250) {
      for (int node = 0; node < 15; node++) {
        telling[node] ^= random.nextInt(60) == 0;
        if (telling[node] && (millis / 250 + node) % 4 == 0) {
          run.append("n" + node, sample("n" + node, ++sequence[node], random));
        }
      }
      endStep(run, random, millis);
    }
  }

  private static void endStep(CrashingRun run, Random random, long millis) {
    if (random.nextInt(20) == 0) {
      run.appendGarbage();
    }
    run.append(null, Harness.pulse(millis));
  }

  private static LoadSample sample(String node, long sequence, Random random) {
    String pool = node.hashCode() % 2 == 0 ? "even" : "odd";
    var usage = new WorkloadUsage("w" + node, 1L, Map.of("cpu", random.nextDouble()));
    Map<String, Double> load = Map.of("cpu", random.nextDouble(), "memory", random.nextDouble());
    return new LoadSample(node, pool, 1L, sequence, 0L, load, List.of(), List.of(usage));
  }

  private static LoadSettings shortWindowsAndSmallPictures() {
    LoadSettings usual = LoadSettings.of(Profile.DEFAULT);
    return new LoadSettings(
        usual.maxStep(), usual.lease(), Duration.ofSeconds(2), 3, 2, 3, usual.policy());
  }

  private static List<String> verdicts(CrashingRun run) {
    var statuses = new ArrayList<String>();
    run.fold(
        new Liveness(partition(TOPICS.heartbeats().name()), LIVENESS),
        verdict -> {
          if (verdict instanceof Verdict.Fresh fresh) {
            statuses.add(fresh.status().toString());
          }
        });
    return statuses;
  }

  private static List<String> findings(CrashingRun run) {
    var findings = new ArrayList<String>();
    run.fold(
        new Load(partition(TOPICS.loadSamples().name()), LOAD),
        finding -> {
          if (finding instanceof Finding.Balance balance) {
            findings.add(balance.balance().toString());
          } else if (finding instanceof Finding.Picture picture) {
            findings.add(picture.picture().toString());
          }
        });
    return findings;
  }

  private static LogPartition partition(String topic) {
    return new LogPartition(Harness.IDS.of(topic), 0);
  }

  private static Optional<List<Object>> identityOfVerdict(Object value) {
    if (value instanceof NodeStatus status) {
      return Optional.of(
          List.of(
              status.getDecidedAt(), status.getNode(), status.getIncarnation(), status.getState()));
    }
    return Optional.empty();
  }

  private static Optional<List<Object>> identityOfFinding(Object value) {
    if (value instanceof LoadBalance balance) {
      return Optional.of(List.of("balance", balance.getPool(), balance.getWindow()));
    }
    if (value instanceof LoadPicture picture) {
      return Optional.of(
          List.of("picture", picture.getPool(), picture.getWindow(), picture.getChunk()));
    }
    return Optional.empty();
  }
}
