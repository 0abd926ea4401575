package io.holdfast.schemas.time;

import static io.holdfast.schemas.time.ObservedTimeTest.bytes;
import static io.holdfast.schemas.time.PulseHistory.MILLISECOND;
import static io.holdfast.schemas.time.PulseHistory.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.schemas.time.PulseHistory.Away;
import io.holdfast.schemas.time.PulseHistory.Delay;
import io.holdfast.schemas.time.PulseHistory.Sent;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** The algebra of observed time over generated histories; a failure names its seed. */
class ObservedTimeHistoriesTest {

  private static final long PERIOD = Profile.DEFAULT.pulse().toNanos();
  private static final long MAX_STEP = Profile.DEFAULT.maxStep().toNanos();
  private static final long LEASE = Profile.DEFAULT.lease().toNanos();

  private static final List<Long> KNOWN_SEEDS =
      List.of(
          1L,
          2L,
          3L,
          3808379049863429757L,
          -7349061870323337063L,
          781498139079361847L,
          3114784937096643047L,
          -1418863617311602821L);

  private static final int SEEDS = Integer.getInteger("histories", 60);

  /** Observed time after one pulse that moved it. */
  private record Moved(Sent by, long now) {}

  @Test
  void timeNeverRunsBackwardAndNeverFastByMoreThanAStepWithinALease() {
    forEachHistory(
        ObservedTimeHistoriesTest::withJitterChurnAndAbsences,
        ObservedTimeHistoriesTest::neverRunsBackwardNorFast);
  }

  @Test
  void thousandsOfPulsersTellOneTime() {
    for (long seed = 1; seed <= 2; seed++) {
      var history =
          new PulseHistory(seed, PERIOD)
              .withSuspensions()
              .away(20 * SECOND, 31 * SECOND)
              .churn(2_000, 50 * SECOND, 15 * SECOND, delay(new Random(seed)));
      neverRunsBackwardNorFast(seed, history);
      long steady = observedAt(history, 19 * SECOND) - observedAt(history, 4 * SECOND);
      assertThat(steady).as("seed %d", seed).isBetween(14 * SECOND, 16 * SECOND);
    }
  }

  @Test
  void aClockThatTellsRandomNumbersNeverMovesTime() {
    forEachHistory(
        ObservedTimeHistoriesTest::withJitterChurnAndAbsences,
        (seed, history) -> {
          var random = new Random(seed);
          List<Sent> pulses = new ArrayList<>();
          for (Sent pulse : history.inLogOrder()) {
            pulses.add(pulse);
            if (random.nextInt(3) > 0) {
              pulses.add(new Sent(pulse.sent(), pulse.appended(), -1, random.nextLong()));
            }
          }
          neverRunsBackwardNorFast(seed, pulses);
          var time = ObservedTime.of(Profile.DEFAULT);
          for (Sent pulse : pulses) {
            long before = time.now();
            time.pulse(pulse.session(), pulse.monotonic());
            if (pulse.session() == -1) {
              assertThat(time.now()).as("seed %d", seed).isEqualTo(before);
            }
          }
          assertThat(time.now())
              .as("seed %d: time goes on nearly as it does without it", seed)
              .isGreaterThan(observedAt(history, Long.MAX_VALUE) * 3 / 4);
        });
  }

  private static void neverRunsBackwardNorFast(long seed, PulseHistory history) {
    neverRunsBackwardNorFast(seed, history.inLogOrder());
  }

  private static void neverRunsBackwardNorFast(long seed, List<Sent> pulses) {
    var time = ObservedTime.of(Profile.DEFAULT);
    var window = new ArrayDeque<Moved>();
    for (Sent pulse : pulses) {
      long before = time.now();
      time.pulse(pulse.session(), pulse.monotonic());
      assertThat(time.now()).as("seed %d", seed).isGreaterThanOrEqualTo(before);
      if (time.now() == before) {
        continue;
      }
      while (!window.isEmpty() && pulse.sent() - window.peekFirst().by().sent() > LEASE) {
        window.removeFirst();
      }
      long ahead = time.now() - pulse.sent();
      long gained = 0;
      for (Moved earlier : window) {
        gained = Math.max(gained, ahead - (earlier.now() - earlier.by().sent()));
      }
      assertThat(gained)
          .as("seed %d, gained at %d ms", seed, pulse.sent() / MILLISECOND)
          .isLessThanOrEqualTo(MAX_STEP);
      window.addLast(new Moved(pulse, time.now()));
    }
  }

  @Test
  void aWhileInWhichNobodyObservedIsCountedAsOneStepAtMost() {
    forEachHistory(
        ObservedTimeHistoriesTest::withJitterChurnAndAbsences,
        (seed, history) -> {
          for (Away away : history.absences()) {
            long counted =
                observedAt(history, away.to() + SECOND) - observedAt(history, away.from() - 1);
            assertThat(counted)
                .as("seed %d, away at %d ms", seed, away.from() / MILLISECOND)
                .isLessThanOrEqualTo(MAX_STEP + 2 * SECOND);
          }
        });
  }

  @Test
  void everyAbsenceLongerThanAStepBeginsAGraceBeforeTimeGoesOn() {
    forEachHistory(
        ObservedTimeHistoriesTest::withJitterChurnAndAbsences,
        (seed, history) -> {
          for (Away away : history.absences()) {
            assertThat(graceBetween(history, away))
                .as("seed %d, away at %d ms", seed, away.from() / MILLISECOND)
                .isTrue();
          }
        });
  }

  @Test
  void jitterIsNotAccumulatedHoweverLongASessionLives() {
    forEachHistory(
        seed ->
            new PulseHistory(seed, PERIOD)
                .session(0, 600 * SECOND, delay(new Random(seed)))
                .session(0, 600 * SECOND, delay(new Random(seed + 1))),
        (seed, history) -> {
          long first = history.inLogOrder().get(0).sent();
          long observed = observedAt(history, 599 * SECOND);
          long ran = 599 * SECOND - first;
          assertThat(observed).as("seed %d", seed).isBetween(ran - 2 * SECOND, ran + PERIOD);
        });
  }

  /** The known seed of this one loses four pulses in a row: a gap, of which a step counts. */
  @Test
  void oneLonePulserTellsExactlyItsOwnTimeWithoutItsGaps() {
    forEachHistory(
        List.of(-2620037275521014431L),
        seed -> new PulseHistory(seed, PERIOD).session(0, 60 * SECOND, delay(new Random(seed))),
        (seed, history) -> {
          List<Sent> pulses = history.inLogOrder();
          long counted = 0;
          for (int i = 1; i < pulses.size(); i++) {
            counted += Math.min(MAX_STEP, pulses.get(i).sent() - pulses.get(i - 1).sent());
          }
          assertThat(observedAt(history, Long.MAX_VALUE)).as("seed %d", seed).isEqualTo(counted);
        });
  }

  @Test
  void aRestartAtAnyPulseChangesNothing() {
    forEachHistory(
        ObservedTimeHistoriesTest::withJitterChurnAndAbsences,
        (seed, history) -> {
          var random = new Random(seed);
          var unbroken = ObservedTime.of(Profile.DEFAULT);
          var restarted = ObservedTime.of(Profile.DEFAULT);
          for (Sent pulse : history.inLogOrder()) {
            if (random.nextInt(20) == 0) {
              restarted = restart(restarted);
            }
            Passage expected = unbroken.pulse(pulse.session(), pulse.monotonic());
            assertThat(restarted.pulse(pulse.session(), pulse.monotonic()))
                .as("seed %d", seed)
                .isEqualTo(expected);
            assertThat(restarted.now()).as("seed %d", seed).isEqualTo(unbroken.now());
          }
        });
  }

  private static ObservedTime restart(ObservedTime time) throws IOException {
    var again = ObservedTime.of(Profile.DEFAULT);
    again.readFrom(new DataInputStream(new ByteArrayInputStream(bytes(time))));
    return again;
  }

  private static boolean graceBetween(PulseHistory history, Away away) {
    var time = ObservedTime.of(Profile.DEFAULT);
    long movedSince = 0;
    for (Sent pulse : history.inLogOrder()) {
      long before = time.now();
      Passage passage = time.pulse(pulse.session(), pulse.monotonic());
      if (pulse.appended() < away.to()) {
        continue;
      }
      if (passage.beginsGrace()) {
        return true;
      }
      movedSince += time.now() - before;
      if (movedSince > MAX_STEP) {
        return false;
      }
    }
    return true;
  }

  private static long observedAt(PulseHistory history, long moment) {
    var time = ObservedTime.of(Profile.DEFAULT);
    for (Sent pulse : history.inLogOrder()) {
      if (pulse.appended() > moment) {
        break;
      }
      time.pulse(pulse.session(), pulse.monotonic());
    }
    return time.now();
  }

  private static PulseHistory withJitterChurnAndAbsences(long seed) {
    var random = new Random(seed);
    long end = 120 * SECOND;
    var history = new PulseHistory(seed, PERIOD).withSuspensions();
    for (long at = 20 * SECOND; at < end - 40 * SECOND; at += 30 * SECOND) {
      long from = at + random.nextLong(5 * SECOND);
      history.away(from, from + 2 * SECOND + random.nextLong(20 * SECOND));
    }
    int pulsers = 1 + random.nextInt(5);
    return history.churn(pulsers, end, (3 + random.nextInt(30)) * SECOND, delay(random));
  }

  private static Delay delay(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Delay.none();
      case 1 -> Delay.uniform(120 * MILLISECOND);
      case 2 -> Delay.longTailed(40 * MILLISECOND);
      default -> Delay.mostlyShortSometimesStuck();
    };
  }

  private interface Property {
    void holdsFor(long seed, PulseHistory history) throws IOException;
  }

  private static void forEachHistory(LongFunction<PulseHistory> generator, Property property) {
    forEachHistory(KNOWN_SEEDS, generator, property);
  }

  private static void forEachHistory(
      List<Long> known, LongFunction<PulseHistory> generator, Property property) {
    var seeds = new ArrayList<Long>(known);
    var random = new Random();
    while (seeds.size() < SEEDS) {
      seeds.add(random.nextLong());
    }
    for (long seed : seeds) {
      try {
        property.holdsFor(seed, generator.apply(seed));
      } catch (IOException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }
}
