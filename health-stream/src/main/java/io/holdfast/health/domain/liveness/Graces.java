package io.holdfast.health.domain.liveness;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * The whiles in which no deadline falls, because the observer was away and those observed need time
 * to be heard again. Graces are numbered; one silence is excused by those that had begun before it
 * and by a few more only, so that a log that stutters cannot hide a death for ever.
 *
 * <p>Those that begin within two steps of each other are one: an outage often shows in several
 * pulses.
 */
final class Graces {

  private final long budget;
  private final int perSilence;
  private final long oneOutage;

  /** Ends of the graces not yet over, oldest first; they are numbers {@code over + 1} and on. */
  private final ArrayDeque<Long> ends = new ArrayDeque<>();

  private int over;
  private long newestBegan;

  Graces(Duration budget, int perSilence, Duration maxStep) {
    this.budget = budget.toNanos();
    this.perSilence = perSilence;
    this.oneOutage = 2 * maxStep.toNanos();
  }

  void begin(long now) {
    if (begun() > 0 && now - newestBegan <= oneOutage && !ends.isEmpty()) {
      ends.removeLast();
    } else {
      newestBegan = now;
    }
    ends.addLast(now + budget);
  }

  /** Lets go of the graces that are over. */
  void passTo(long now) {
    while (!ends.isEmpty() && ends.peekFirst() <= now) {
      ends.removeFirst();
      over++;
    }
  }

  /** Graces that have begun: of a silence that begins now these are not among the few. */
  int begun() {
    return over + ends.size();
  }

  /**
   * When a deadline falls at the earliest.
   *
   * @param begunWhenHeard graces that had begun when the silence did
   */
  long postpone(int begunWhenHeard, long deadline) {
    int excusing = begunWhenHeard + perSilence - over;
    if (ends.isEmpty() || excusing <= 0) {
      return deadline;
    }
    if (excusing >= ends.size()) {
      return Math.max(deadline, ends.peekLast());
    }
    long end = 0;
    for (long each : ends) {
      if (excusing-- == 0) {
        break;
      }
      end = each;
    }
    return Math.max(deadline, end);
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeInt(over);
    out.writeLong(newestBegan);
    out.writeInt(ends.size());
    for (long end : ends) {
      out.writeLong(end);
    }
  }

  void readFrom(DataInput in) throws IOException {
    over = in.readInt();
    newestBegan = in.readLong();
    ends.clear();
    for (int left = in.readInt(); left > 0; left--) {
      ends.addLast(in.readLong());
    }
  }
}
