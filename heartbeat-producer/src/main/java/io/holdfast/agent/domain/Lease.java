package io.holdfast.agent.domain;

/**
 * The lease of one incarnation: how long its leased workloads may run without proof that the agent
 * is heard and hears.
 *
 * <p>Heard: a heartbeat was acknowledged; the lease then counts from the time at which that
 * heartbeat was <em>sent</em>, for nobody can have seen it earlier. Hears: the end of the
 * assignments' partition was asked for and the position reached it; the proof counts from the time
 * of the question, for whatever was written before it is known then. An acknowledgement renews the
 * lease only if such a question was asked since the lease last began, so an agent that is heard but
 * deaf loses its lease within two durations of what it heard last. Whoever watches the heartbeats
 * counts from their arrival, which is later, and adds a margin: when they call the incarnation
 * ended, this lease was over before.
 *
 * <p>A lease that is over stays over, also when what would have renewed it arrives late. Times are
 * nanoseconds of a clock that goes on while the machine sleeps (CLOCK_BOOTTIME). Not thread-safe.
 */
public final class Lease {

  /** Whether leased workloads may run. */
  public enum State {
    /** Not held yet: heard or hearing is not proven. */
    AWAITED,
    HELD,
    /** Over for ever; the incarnation ends. */
    OVER
  }

  private final long duration;
  private boolean begun;
  private boolean over;
  private long from;
  private boolean hears;
  private long heardUpTo;
  private boolean asked;
  private long askedAt;
  private long endOffset = Long.MAX_VALUE;
  private long position = Long.MIN_VALUE;

  public Lease(long durationNanos) {
    if (durationNanos <= 0) {
      throw new IllegalArgumentException("a lease lasts longer than " + durationNanos + " ns");
    }
    this.duration = durationNanos;
  }

  /** The heartbeat that was sent at this time was acknowledged; it is {@code now}. */
  public State acknowledged(long sentAt, long now) {
    State state = state(now);
    if (state == State.OVER || !hears || sentAt > now) {
      return state;
    }
    if (!begun) {
      begun = sentAt - heardUpTo < duration;
      from = sentAt;
    } else if (heardUpTo - from >= 0 && sentAt - from > 0) {
      from = sentAt;
    }
    return state(now);
  }

  /** The end of the partition, asked for at this time, was answered. The newest question counts. */
  public void endAnswered(long questionAt, long end) {
    if (!asked || questionAt - askedAt > 0) {
      asked = true;
      askedAt = questionAt;
      endOffset = end;
      reach();
    }
  }

  /** Everything before this offset was read and taken. */
  public void reached(long newPosition) {
    position = Math.max(position, newPosition);
    reach();
  }

  /** Looks whether it ran out; to be asked before anything that needs the lease. */
  public State state(long now) {
    if (begun && now - end() >= 0) {
      over = true;
    }
    return over ? State.OVER : begun ? State.HELD : State.AWAITED;
  }

  /** When it runs out unless it is renewed; meaningful once it was held. */
  public long end() {
    return from + duration;
  }

  private void reach() {
    if (asked && position >= endOffset && (!hears || askedAt - heardUpTo > 0)) {
      hears = true;
      heardUpTo = askedAt;
    }
  }
}
