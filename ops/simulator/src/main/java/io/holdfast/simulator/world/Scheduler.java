package io.holdfast.simulator.world;

import java.util.Arrays;

/**
 * True time and what is going to happen, in order of time; what falls on one nanosecond happens in
 * the order in which it was scheduled. A binary heap over one long each: 42 bits of nanoseconds (73
 * minutes), 22 bits of order (four million events).
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
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (keys[parent] <= key) {
        break;
      }
      keys[hole] = keys[parent];
      actions[hole] = actions[parent];
      hole = parent;
    }
    keys[hole] = key;
    actions[hole] = action;
  }

  /** Lets everything happen that is due up to then. */
  public void runUntil(long end) {
    while (size > 0 && keys[0] >>> ORDER_BITS <= end) {
      now = keys[0] >>> ORDER_BITS;
      Runnable action = actions[0];
      removeFirst();
      action.run();
    }
    now = end;
  }

  private void removeFirst() {
    size--;
    long key = keys[size];
    Runnable last = actions[size];
    actions[size] = null;
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && keys[child + 1] < keys[child]) {
        child++;
      }
      if (key <= keys[child]) {
        break;
      }
      keys[hole] = keys[child];
      actions[hole] = actions[child];
      hole = child;
      child = 2 * hole + 1;
    }
    if (size > 0) {
      keys[hole] = key;
      actions[hole] = last;
    }
  }
}
