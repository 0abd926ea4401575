package io.holdfast.simulator.world;

import java.util.Arrays;

/**
 * True time and what is going to happen, in order of time; what falls on one nanosecond happens in
 * the order in which it was scheduled. Kept sorted, the next event last: a few hundred are due at a
 * time and most new ones are due soon, so that few have to move up. One long for each: 42 bits of
 * nanoseconds (73 minutes), 22 bits of order (four million events).
 */
public final class Scheduler {

  private static final int ORDER_BITS = 22;

  private long[] keys = new long[1_024];
  private Runnable[] actions = new Runnable[1_024];
  private int size;
  private long scheduled;
  private long now;

  /** True time, nanoseconds since the world began. */
  public long now() {
    return now;
  }

  /** Things that happened or will, so far. */
  public long scheduled() {
    return scheduled;
  }

  public void after(long delay, Runnable action) {
    at(now + delay, action);
  }

  /** Schedules; what is said to be in the past happens now. */
  public void at(long time, Runnable action) {
    if (scheduled >>> ORDER_BITS != 0) {
      throw new IllegalStateException("more events than one world holds");
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      actions = Arrays.copyOf(actions, size * 2);
    }
    long key = Math.max(time, now) << ORDER_BITS | scheduled++;
    int place = placeOf(key);
    System.arraycopy(keys, place, keys, place + 1, size - place);
    System.arraycopy(actions, place, actions, place + 1, size - place);
    keys[place] = key;
    actions[place] = action;
    size++;
  }

  /** Behind all that happens later: sought from the end in growing strides, then halved. */
  private int placeOf(long key) {
    int to = size;
    int from = size;
    for (int stride = 1; from > 0 && keys[from - 1] < key; stride *= 2) {
      to = from - 1;
      from = Math.max(0, from - stride);
    }
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (keys[middle] > key) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** Lets everything happen that is due up to then. */
  public void runUntil(long end) {
    while (size > 0 && keys[size - 1] >>> ORDER_BITS <= end) {
      size--;
      now = keys[size] >>> ORDER_BITS;
      Runnable action = actions[size];
      actions[size] = null;
      action.run();
    }
    now = end;
  }
}
