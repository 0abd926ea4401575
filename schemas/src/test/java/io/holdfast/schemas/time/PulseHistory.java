package io.holdfast.schemas.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A generated history of pulses in log order: pulsers that come, go and restart, deliveries with
 * jitter of several shapes, pulses dropped, and logs that are away for a while. All in nanoseconds
 * of true time, which only the generator knows.
 */
final class PulseHistory {

  static final long MILLISECOND = 1_000_000L;
  static final long SECOND = 1_000 * MILLISECOND;

  /** One pulse, appended at {@code appended}, sent at {@code sent}; true times. */
  record Sent(long sent, long appended, long session, long monotonic) {}

  /** A while in which nothing could be appended; pulses sent meanwhile are dropped. */
  record Away(long from, long to) {
    boolean covers(long time) {
      return time >= from && time < to;
    }
  }

  private final Random random;
  private final long period;
  private final List<Sent> pulses = new ArrayList<>();
  private final List<Away> absences = new ArrayList<>();
  private boolean suspending;

  PulseHistory(long seed, long period) {
    this.random = new Random(seed);
    this.period = period;
  }

  PulseHistory away(long from, long to) {
    absences.add(new Away(from, to));
    return this;
  }

  List<Away> absences() {
    return absences;
  }

  /** One life of one pulser, with a clock origin of its own. */
  PulseHistory session(long from, long to, Delay delay) {
    long id = random.nextLong();
    long origin = random.nextLong();
    long lastAppended = Long.MIN_VALUE;
    Away suspended = suspension(from, to);
    for (long sent = from + random.nextLong(period); sent < to; sent += period) {
      long appended = Math.max(sent + delay.next(random), lastAppended + 1);
      long at = sent;
      boolean lost =
          random.nextInt(50) == 0
              || suspended.covers(sent)
              || absences.stream().anyMatch(away -> away.covers(at) || away.covers(appended));
      if (!lost) {
        pulses.add(new Sent(sent, appended, id, sent + origin));
        lastAppended = appended;
      }
    }
    return this;
  }

  /** Now and then a process stands still for a while and goes on, its clock having run on. */
  private Away suspension(long from, long to) {
    if (!suspending || to - from < 4 * SECOND || random.nextInt(3) != 0) {
      return new Away(from, from);
    }
    long begin = from + random.nextLong(to - from);
    return new Away(begin, begin + SECOND / 2 + random.nextLong(40 * SECOND));
  }

  /** From here on sessions stand still at times. */
  PulseHistory withSuspensions() {
    suspending = true;
    return this;
  }

  /** Pulsers that restart again and again, so that at most times {@code atOnce} of them live. */
  PulseHistory churn(int atOnce, long end, long meanLife, Delay delay) {
    for (int pulser = 0; pulser < atOnce; pulser++) {
      long begin = random.nextLong(period);
      while (begin < end) {
        long life = 4 * period + (long) (-meanLife * StrictMath.log(1 - random.nextDouble()));
        session(begin, Math.min(end, begin + life), delay);
        begin += life + random.nextLong(SECOND);
      }
    }
    return this;
  }

  List<Sent> inLogOrder() {
    return pulses.stream().sorted(Comparator.comparingLong(Sent::appended)).toList();
  }

  /** How long a pulse takes from its sender to the log, at most 500 ms: later ones are dropped. */
  interface Delay {
    long next(Random random);

    static Delay none() {
      return random -> 0;
    }

    static Delay uniform(long upTo) {
      return random -> random.nextLong(upTo);
    }

    static Delay longTailed(long mean) {
      return random ->
          Math.min(500 * MILLISECOND, (long) (-mean * StrictMath.log(1 - random.nextDouble())));
    }

    static Delay mostlyShortSometimesStuck() {
      return random ->
          random.nextInt(20) == 0 ? random.nextLong(500 * MILLISECOND) : random.nextLong(3_000_000);
    }
  }
}
