package io.holdfast.health.domain.liveness;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Incarnations by the time at which they must be looked at, after Varghese and Lauck's hashed
 * timing wheel (1987). A heartbeat moves nobody here but who waits for nearer deadlines now: who is
 * found not yet due is put where it is due now. Arming costs O(1).
 *
 * <p>A slot is an array that is only appended to and read through once. Taking one out leaves its
 * entry behind, to be passed over: an entry counts only while its incarnation's tick is the slot's.
 * Chains through the incarnations would touch two more of them at each step, and write references
 * all over the heap, each of which the garbage collector must look at.
 */
final class Wheel {

  static final long NOT_ARMED = Long.MIN_VALUE;

  /** A slot is 2^25 ns, 34 ms; the wheel is 69 s round, what is due later is looked at earlier. */
  private static final int TICK_BITS = 25;

  private static final int SLOTS = 2_048;

  /** Nobody waits longer before being looked at. */
  static final long ROUND_NANOS = (long) SLOTS << TICK_BITS;

  private static final int LEAST_CAPACITY = 8;

  private final Incarnation[][] slots = new Incarnation[SLOTS][];
  private final int[] entries = new int[SLOTS];
  private final ToLongFunction<Incarnation> due;
  private long tick;

  /** An empty wheel at time 0. */
  Wheel(ToLongFunction<Incarnation> due) {
    this.due = due;
  }

  /** Empties the wheel, and sets its time. */
  void restart(long now) {
    Arrays.fill(slots, null);
    Arrays.fill(entries, 0);
    tick = now >> TICK_BITS;
  }

  /** Makes sure that it is looked at no later than when it is due. */
  void arm(Incarnation incarnation) {
    long wanted = tickOf(due.applyAsLong(incarnation));
    if (incarnation.tick == NOT_ARMED || wanted < incarnation.tick) {
      enter(incarnation, wanted);
    }
  }

  void disarm(Incarnation incarnation) {
    incarnation.tick = NOT_ARMED;
  }

  /** Takes out all that are due, in no order; they are disarmed. */
  void expire(long now, List<Incarnation> into) {
    long last = now >> TICK_BITS;
    for (; tick < last; tick++) {
      look(now, into);
    }
    look(now, into);
  }

  /** Looks at all in the current slot; who is due in the rest of this tick stays in it. */
  private void look(long now, List<Incarnation> into) {
    int slot = slot(tick);
    Incarnation[] all = slots[slot];
    int count = entries[slot];
    slots[slot] = null;
    entries[slot] = 0;
    for (int i = 0; i < count; i++) {
      Incarnation each = all[i];
      if (each.tick != tick) {
        continue;
      }
      long when = due.applyAsLong(each);
      if (when <= now) {
        each.tick = NOT_ARMED;
        into.add(each);
      } else {
        enter(each, tickOf(when));
      }
    }
  }

  /** The slot's tick for a time: not before the current one, not beyond the wheel. */
  private long tickOf(long time) {
    return Math.min(Math.max(time >> TICK_BITS, tick), tick + SLOTS - 1);
  }

  private void enter(Incarnation incarnation, long at) {
    int slot = slot(at);
    int count = entries[slot]++;
    if (slots[slot] == null) {
      slots[slot] = new Incarnation[LEAST_CAPACITY];
    } else if (count == slots[slot].length) {
      slots[slot] = Arrays.copyOf(slots[slot], count + count / 2);
    }
    slots[slot][count] = incarnation;
    incarnation.tick = at;
  }

  private static int slot(long tick) {
    return (int) (tick & (SLOTS - 1));
  }
}
