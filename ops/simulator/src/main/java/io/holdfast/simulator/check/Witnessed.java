package io.holdfast.simulator.check;

import io.holdfast.simulator.world.Scheduler;
import java.util.Arrays;
import java.util.List;

/**
 * What a fold concluded from each record of its log, so that whoever folds it again, after a crash
 * or at the end, can be held to it.
 *
 * @param <C> a conclusion, with equality by content
 */
public final class Witnessed<C> {

  private final Scheduler scheduler;
  private final String what;
  private Object[] conclusions = new Object[4_096];
  private int until;

  /**
   * @param what is concluded, for people
   */
  public Witnessed(Scheduler scheduler, String what) {
    this.scheduler = scheduler;
    this.what = what;
  }

  /**
   * The record at that offset was folded.
   *
   * @return whether for the first time
   */
  public boolean folded(int offset, List<C> concluded) {
    if (offset >= until) {
      until = offset + 1;
      if (!concluded.isEmpty()) {
        if (offset >= conclusions.length) {
          conclusions = Arrays.copyOf(conclusions, 2 * offset);
        }
        conclusions[offset] = List.copyOf(concluded);
      }
      return true;
    }
    Object was = offset < conclusions.length ? conclusions[offset] : null;
    if (was == null ? !concluded.isEmpty() : !was.equals(concluded)) {
      throw new Breach(
          Promise.REPLAY_IDENTICAL,
          scheduler.now(),
          what + " " + offset + ": was " + was + ", and is " + concluded);
    }
    return false;
  }

  /** Offset before which everything was folded. */
  public int until() {
    return until;
  }
}
