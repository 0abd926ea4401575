package io.holdfast.health.domain.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.Detector;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.schemas.time.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** What holds for any history; a failure names its seed. */
class LivenessHistoriesTest {

  private static final List<Long> KNOWN_SEEDS =
      List.of(1L, 2L, -8453053644836563740L, -66290257605721767L);

  private static final int SEEDS = Integer.getInteger("histories", 40);

  @Test
  void aRestartAnywhereChangesNoVerdict() {
    forEachSeedAndProfile(
        (seed, profile) -> {
          FleetLog fleet = withEveryFault(seed, profile);
          var random = new Random(seed);
          List<Verdict> restarted = lasting(fleet.judgedAnew(offset -> random.nextInt(40) == 0));
          List<Verdict> unbroken = lasting(fleet.judgedAnew(offset -> false));
          for (int i = 0; i < Math.min(restarted.size(), unbroken.size()); i++) {
            assertThat(restarted.get(i))
                .as("seed %d, %s", seed, profile)
                .isEqualTo(unbroken.get(i));
          }
          assertThat(restarted).as("seed %d, %s", seed, profile).hasSameSizeAs(unbroken);
        });
  }

  @Test
  void aBrokersClockThatStepsOrRunsWildMovesNoVerdict() {
    forEachSeedAndProfile(
        (seed, profile) -> {
          FleetLog fleet = withEveryFault(seed, profile);
          var random = new Random(seed);
          List<List<Object>> wild =
              judged(
                  fleet.judgedByClock(
                      millis -> millis + random.nextLong(-30L * 86_400_000, 30L * 86_400_000)));
          List<List<Object>> right = judged(fleet.judgedByClock(millis -> millis));
          assertThat(wild).as("seed %d, %s", seed, profile).isEqualTo(right);
        });
  }

  /** All of the verdicts but what the broker's clock says, which is for people. */
  private static List<List<Object>> judged(List<Verdict> verdicts) {
    return FleetLog.statuses(verdicts).stream()
        .<List<Object>>map(
            status ->
                List.of(
                    status.getDecidedAt(),
                    status.getNode(),
                    status.getIncarnation(),
                    status.getState(),
                    status.getCause(),
                    status.getSilenceMillis(),
                    status.getDeadlineMillis(),
                    status.getObservedMillis()))
        .toList();
  }

  @Test
  void whereOnlyTheObserverFailedNobodyIsDeclaredDeadOrEnded() {
    forEachSeedAndProfile(
        (seed, profile) -> {
          var random = new Random(seed);
          LivenessSettings settings =
              profile == Profile.DEFAULT && random.nextBoolean()
                  ? Settings.fixed()
                  : LivenessSettings.of(profile);
          var fleet = new FleetLog(settings, profile).nodes(1 + random.nextInt(30));
          fleet.run(5_000);
          for (int outage = 0; outage < 6; outage++) {
            fleet.away(1_100 + random.nextInt(60_000), 9_500);
            if (random.nextInt(3) == 0) {
              fleet.pulserRestarts();
            }
            fleet.run(11_000 + random.nextInt(10_000));
          }
          assertThat(fleet.statuses())
              .as("seed %d, %s", seed, profile)
              .noneMatch(status -> status.getState() == NodeState.DEAD)
              .noneMatch(status -> status.getState() == NodeState.ENDED);
        });
  }

  @Test
  void whoDiedIsFoundWithinTheDeadlineAndOneSecond() {
    forEachSeed(
        seed -> {
          var random = new Random(seed);
          var fleet = new FleetLog().nodes(12);
          fleet.run(5_000 + random.nextInt(5_000));
          String victim = String.format("n%03d", random.nextInt(12));
          fleet.node(victim).dies();
          long died = fleet.now();
          fleet.run(7_000);
          assertThat(fleet.words(victim)).as("seed %d", seed).last().isEqualTo("DEAD SILENT");
          assertThat(fleet.newest(victim).getObservedMillis() - died)
              .as("seed %d", seed)
              .isLessThanOrEqualTo(6_500);
        });
  }

  @Test
  void inTheProfileFastWhoDiedIsFoundWithinTheDeadlineAndTwoPulses() {
    forEachSeed(
        seed -> {
          var random = new Random(seed);
          var fleet = new FleetLog(LivenessSettings.of(Profile.FAST), Profile.FAST).nodes(12);
          fleet.run(3_000 + random.nextInt(3_000));
          String victim = String.format("n%03d", random.nextInt(12));
          fleet.node(victim).dies();
          long died = fleet.now();
          fleet.run(1_500);
          assertThat(fleet.words(victim)).as("seed %d", seed).last().isEqualTo("DEAD SILENT");
          assertThat(fleet.newest(victim).getObservedMillis() - died)
              .as("seed %d", seed)
              .isLessThanOrEqualTo(1_200);
        });
  }

  @Test
  void anIncarnationThatIsOverStaysOverAndVerdictsNeverRepeatTheirIdentity() {
    forEachSeedAndProfile(
        (seed, profile) -> {
          Set<String> over = new HashSet<>();
          Set<String> identities = new HashSet<>();
          for (NodeStatus status : withEveryFault(seed, profile, Duration.ofDays(7)).statuses()) {
            String incarnation = status.getNode() + "/" + status.getIncarnation();
            assertThat(over)
                .as("seed %d, %s, %s", seed, profile, status)
                .doesNotContain(incarnation);
            if (status.getState() == NodeState.ENDED || status.getState() == NodeState.LEFT) {
              over.add(incarnation);
            }
            String identity =
                status.getDecidedAt().getOffset() + "/" + incarnation + "/" + status.getState();
            assertThat(identities.add(identity))
                .as("seed %d, %s, %s", seed, profile, status)
                .isTrue();
          }
        });
  }

  @Test
  void theCountsOfNodesByStateAreThoseOfTheVerdicts() {
    forEachSeedAndProfile(
        (seed, profile) -> {
          // A pulser that just began tells no time for two seconds, while nodes may join.
          FleetLog fleet =
              withEveryFault(seed, profile, Duration.ofDays(7)).runWithoutAgents(4_000);
          List<Verdict.Reached> reached = fleet.all(Verdict.Reached.class);
          var counted = reached.get(reached.size() - 1).nodes();
          assertThat(counted.values().stream().mapToLong(Long::longValue).sum())
              .as("seed %d, %s", seed, profile)
              .isEqualTo(fleet.liveness().nodes());
          assertThat(counted.values())
              .as("seed %d, %s", seed, profile)
              .noneMatch(count -> count < 0);
        });
  }

  private static FleetLog withEveryFault(long seed, Profile profile) {
    return withEveryFault(seed, profile, Duration.ofSeconds(90));
  }

  private static FleetLog withEveryFault(long seed, Profile profile, Duration forgetAfter) {
    var random = new Random(seed);
    var fleet = new FleetLog(Settings.forgettingAfter(forgetAfter, profile), profile);
    fleet.nodes(4 + random.nextInt(20));
    for (int i = 0; i < 60; i++) {
      FleetLog.Agent agent = fleet.node(String.format("n%03d", random.nextInt(24)));
      switch (random.nextInt(12)) {
        case 0, 1 -> agent.dies();
        case 2 -> agent.livesAgain();
        case 3 -> agent.restarts(agent.bootId);
        case 4 -> agent.restarts("boot-" + i);
        case 5 -> agent.mode = anyOf(random, HeartbeatMode.values());
        case 6 -> fleet.away(500 + random.nextInt(30_000), 1 + random.nextInt(10_000));
        case 7 -> fleet.pulserRestarts();
        case 8 -> {
          FleetLog.Agent stranger = fleet.stranger(agent.node);
          stranger.incarnation = agent.incarnation - 500 + random.nextInt(1_000);
          stranger.beat();
        }
        case 9 -> {
          for (int n = 0; n < 9; n++) {
            fleet.node(String.format("n%03d", n)).dies();
          }
        }
        case 10 ->
            fleet.mark(
                "p",
                i + 1,
                new LivenessPolicy(
                    anyOf(random, Detector.values()),
                    1_000 + random.nextInt(3_000),
                    4_000 + random.nextInt(12_000),
                    18_000));
        default -> agent.lateness = random.nextInt(5_000);
      }
      fleet.run(random.nextInt(6_000));
    }
    return fleet;
  }

  @SafeVarargs
  private static <T> T anyOf(Random random, T... all) {
    return all[random.nextInt(all.length)];
  }

  /** Repetitions go round the fleet from wherever they were; all else must be the same. */
  private static List<Verdict> lasting(List<Verdict> verdicts) {
    var lasting = new ArrayList<>(verdicts);
    lasting.removeIf(Verdict.Repeated.class::isInstance);
    return Collections.unmodifiableList(lasting);
  }

  /** What must hold under both profiles. */
  private interface Property {
    void hold(long seed, Profile profile);
  }

  private static void forEachSeedAndProfile(Property property) {
    forEachSeed(
        seed -> {
          for (Profile profile : Profile.values()) {
            property.hold(seed, profile);
          }
        });
  }

  private static void forEachSeed(LongConsumer property) {
    var random = new Random();
    KNOWN_SEEDS.forEach(property::accept);
    for (int i = KNOWN_SEEDS.size(); i < SEEDS; i++) {
      property.accept(random.nextLong());
    }
  }
}
