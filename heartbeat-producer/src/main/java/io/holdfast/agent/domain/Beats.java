package io.holdfast.agent.domain;

/**
 * When the next heartbeat is due. The schedule is fixed: a late beat does not move those after it,
 * and beats that were missed altogether are skipped, not sent in a burst. Nanoseconds.
 */
public final class Beats {

  /**
   * One heartbeat.
   *
   * @param sequence count from 1; skipped beats have none
   * @param latenessNanos how long after it was due the timer fired
   */
  public record Beat(long sequence, long latenessNanos) {}

  private final long interval;
  private long due;
  private long sequence;

  public Beats(long firstDue, long intervalNanos) {
    if (intervalNanos <= 0) {
      throw new IllegalArgumentException("interval must be positive, is " + intervalNanos);
    }
    this.due = firstDue;
    this.interval = intervalNanos;
  }

  /** The timer fired at {@code now}, which is not before {@link #due()}. */
  public Beat fire(long now) {
    long lateness = Math.max(0, now - due);
    due += interval * (lateness / interval + 1);
    sequence++;
    return new Beat(sequence, lateness);
  }

  /** When the next one is due. */
  public long due() {
    return due;
  }
}
