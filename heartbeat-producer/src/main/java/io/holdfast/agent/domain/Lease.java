package io.holdfast.agent.domain;

/**
 * The lease of one incarnation: how long its leased workloads may run without proof that the agent
 * is heard and hears.
 *
 * <p>Heard: a heartbeat was acknowledged; the lease then counts from the time at which that
 * heartbeat was <em>sent</em>, for nobody can have seen it earlier. Hears: the end of the
 * assignments' partition was asked for and the position reached it; the proof counts from the time
 * of the question, for whatever was written before it is known then. An acknowledgement renews the
 * lease only if such a question was asked less than a duration before its heartbeat was sent, so an
 * agent that is heard but deaf loses its lease within two durations of what it heard last. Whoever
 * watches the heartbeats counts from their arrival, which is later, and adds a margin: when they
 * call the incarnation ended, this lease was over before.
 *
 * <p>An incarnation whose first heartbeat was sent long ago and never acknowledged is over too: it
 * may have been heard all the same, and called ended since.
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
  private boolean sent;
  private long firstSent;

  private static final long LONGEST_KILL_BUDGET = 1_000_000_000L;

  /**
   * What is left of a lease that others count when the time to kill is taken off: a tenth, at most
   * a second.
   */
  public static Lease lessKillBudget(long leaseNanos) {
    return new Lease(leaseNanos - Math.min(leaseNanos / 10, LONGEST_KILL_BUDGET));
  }

  /**
   * The same lease in the process that takes over from the one that held it.
   *
   * @param end what {@link #end} said there
   */
  public static Lease resumed(long leaseNanos, long end) {
    Lease lease = lessKillBudget(leaseNanos);
    lease.begun = true;
    lease.from = end - lease.duration;
    return lease;
  }

  public Lease(long durationNanos) {
    if (durationNanos <= 0) {
      throw new IllegalArgumentException("a lease lasts longer than " + durationNanos + " ns");
    }
    this.duration = durationNanos;
  }

  /** A heartbeat is about to be sent: from now on somebody may know of this incarnation. */
  public void sending(long now) {
    if (!sent) {
      sent = true;
      firstSent = now;
    }
  }

  /** The heartbeat that was sent at this time was acknowledged; it is {@code now}. */
  public State acknowledged(long sentAt, long now) {
    State state = state(now);
    boolean proves = hears && sentAt - heardUpTo < duration && sentAt <= now;
    if (state == State.OVER || !proves || begun && sentAt - from <= 0) {
      return state;
    }
    begun = true;
    from = sentAt;
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
    boolean ranOut = begun && now - end() >= 0;
    boolean neverBegan = !begun && sent && now - firstSent >= duration;
    over |= ranOut || neverBegan;
    return over ? State.OVER : begun ? State.HELD : State.AWAITED;
  }

  /** It can no longer be kept. */
  public void giveUp() {
    over = true;
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
