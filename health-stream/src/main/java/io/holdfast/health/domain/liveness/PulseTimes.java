package io.holdfast.health.domain.liveness;

/**
 * Observed time at the pulses of the last minutes, by their number: so a heartbeat need only leave
 * the number of the next pulse, and a pulse goes through none of those heard.
 */
final class PulseTimes {

  /** Longer than anyone waits in the wheel, which asks for what is left of each. */
  private static final long KEPT = 2 * Wheel.ROUND_NANOS;

  private static final int LEAST_ROOM = 64;

  /** A ring; pulse n is at n modulo its length, which is a power of two. */
  private long[] times = new long[LEAST_ROOM];

  private long oldest;
  private long next;

  /** The number of the pulse to come. */
  long next() {
    return next;
  }

  /** A pulse at that time, not before the one before it. */
  void add(long now) {
    while (oldest < next && now - times[index(oldest)] > KEPT) {
      oldest++;
    }
    if (next - oldest == times.length) {
      grow();
    }
    times[index(next++)] = now;
  }

  /** When the pulse with that number was. */
  long at(long number) {
    if (number < oldest || number >= next) {
      throw new IllegalStateException(
          "pulse %d is not among %d to %d".formatted(number, oldest, next - 1));
    }
    return times[index(number)];
  }

  void clear() {
    oldest = next;
  }

  private int index(long number) {
    return (int) number & times.length - 1;
  }

  private void grow() {
    long[] old = times;
    times = new long[2 * old.length];
    for (long number = oldest; number < next; number++) {
      times[index(number)] = old[(int) number & old.length - 1];
    }
  }
}
