package io.holdfast.health.domain.liveness;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Incarnations by the time at which they must be looked at, after Varghese and Lauck's hashed
 * timing wheel (1987). A heartbeat touches nothing here: who is found not yet due is put where it
 * is due now. Linked through the incarnations themselves, so arming costs no memory and O(1).
 */
final class Wheel {

  static final long NOT_ARMED = Long.MIN_VALUE;

  /** A slot is 2^25 ns, 34 ms; the wheel is 69 s round, what is due later is looked at earlier. */
  private static final int TICK_BITS = 25;

  private static final int SLOTS = 2_048;

  private final Incarnation[] slots = new Incarnation[SLOTS];
  private final ToLongFunction<Incarnation> due;
  private long tick;

  /** An empty wheel at time 0. */
  Wheel(ToLongFunction<Incarnation> due) {
    this.due = due;
  }

  /** Empties the wheel, and sets its time. */
  void restart(long now) {
    Arrays.fill(slots, null);
    tick = now >> TICK_BITS;
  }

  /** Makes sure that it is looked at no later than when it is due. */
  void arm(Incarnation incarnation) {
    long wanted = tickOf(due.applyAsLong(incarnation));
    if (incarnation.tick == NOT_ARMED) {
      link(incarnation, wanted);
    } else if (wanted < incarnation.tick) {
      unlink(incarnation);
      link(incarnation, wanted);
    }
  }

  void disarm(Incarnation incarnation) {
    if (incarnation.tick != NOT_ARMED) {
      unlink(incarnation);
    }
  }

  /** Takes out all that are due, in no order; they are disarmed. */
  void expire(long now, List<Incarnation> into) {
    long last = now >> TICK_BITS;
    for (; tick <= last; tick++) {
      Incarnation each = slots[slot(tick)];
      while (each != null) {
        Incarnation following = each.next;
        look(each, now, into);
        each = following;
      }
    }
    tick = last;
  }

  private void look(Incarnation each, long now, List<Incarnation> into) {
    long when = due.applyAsLong(each);
    if (when <= now) {
      unlink(each);
      into.add(each);
    } else if (tickOf(when) != each.tick) {
      unlink(each);
      link(each, tickOf(when));
    }
  }

  /** The slot's tick for a time: not before the current one, not beyond the wheel. */
  private long tickOf(long time) {
    return Math.min(Math.max(time >> TICK_BITS, tick), tick + SLOTS - 1);
  }

  private void link(Incarnation incarnation, long at) {
    int slot = slot(at);
    incarnation.tick = at;
    incarnation.previous = null;
    incarnation.next = slots[slot];
    if (incarnation.next != null) {
      incarnation.next.previous = incarnation;
    }
    slots[slot] = incarnation;
  }

  private void unlink(Incarnation incarnation) {
    if (incarnation.previous == null) {
      slots[slot(incarnation.tick)] = incarnation.next;
    } else {
      incarnation.previous.next = incarnation.next;
    }
    if (incarnation.next != null) {
      incarnation.next.previous = incarnation.previous;
    }
    incarnation.previous = null;
    incarnation.next = null;
    incarnation.tick = NOT_ARMED;
  }

  private static int slot(long tick) {
    return (int) (tick & (SLOTS - 1));
  }
}
