package io.holdfast.agent.domain;

/**
 * What a guard does: it knows a deadline, takes later ones, and kills once the newest it knows has
 * passed. A guard that has begun to kill takes no deadline any more, and goes on until nothing is
 * left to be killed. {@code guard.sh} is this class as a process. Not thread-safe.
 *
 * <p>Deadlines are absolute times of a clock that goes on while the machine sleeps
 * (CLOCK_BOOTTIME), in any unit. One that is read late is as good as one read in time: it was
 * granted before it was written.
 */
public final class Guard {

  private long deadline;
  private boolean killing;

  public Guard(long deadline) {
    this.deadline = deadline;
  }

  /** A deadline was handed to it; earlier ones than it knows are ignored. */
  public void renew(long later) {
    if (!killing) {
      deadline = Math.max(deadline, later);
    }
  }

  /** Whether it kills at this time; to be asked after all that was handed to it was taken. */
  public boolean mustKill(long now) {
    killing |= now >= deadline;
    return killing;
  }

  /** The newest deadline that it knows. */
  public long deadline() {
    return deadline;
  }
}
