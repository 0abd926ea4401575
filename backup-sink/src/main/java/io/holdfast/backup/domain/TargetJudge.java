package io.holdfast.backup.domain;

import io.holdfast.records.Begin;

/**
 * Decides for each transaction of a chain, in order, whether it belongs to what is restored.
 *
 * <p>Not thread-safe.
 */
public final class TargetJudge {

  /** What to do with a transaction. */
  public enum Verdict {
    TAKE,
    /** Not this one, but later ones may belong. */
    PASS_OVER,
    /** Neither this one nor any later. */
    STOP
  }

  private final RestoreTarget target;
  private boolean reached;

  public TargetJudge(RestoreTarget target) {
    this.target = target;
  }

  /** The verdict on the next transaction. */
  public Verdict judge(Begin begin) {
    if (target instanceof RestoreTarget.Time time) {
      return takeUntil(begin.getCommittedAtMicros() > time.micros());
    }
    if (target instanceof RestoreTarget.BeforeLsn before) {
      return takeUntil(Long.compareUnsigned(begin.getCommitLsn(), before.lsn()) >= 0);
    }
    if (target instanceof RestoreTarget.BeforeXid before) {
      return takeUntil(begin.getXid() == before.xid());
    }
    if (target instanceof RestoreTarget.ThroughXid through) {
      if (reached) {
        return Verdict.STOP;
      }
      reached = begin.getXid() == through.xid();
      return Verdict.TAKE;
    }
    if (target instanceof RestoreTarget.AtBarrier barrier) {
      return atBarrier(begin, barrier);
    }
    return Verdict.TAKE;
  }

  private Verdict takeUntil(boolean boundary) {
    reached |= boundary;
    return reached ? Verdict.STOP : Verdict.TAKE;
  }

  private Verdict atBarrier(Begin begin, RestoreTarget.AtBarrier barrier) {
    if (Long.compareUnsigned(begin.getCommitLsn(), barrier.lsn()) >= 0) {
      reached = true;
      return Verdict.STOP;
    }
    return barrier.snapshot().sees(begin.getXid()) ? Verdict.TAKE : Verdict.PASS_OVER;
  }

  /**
   * Whether the target has to be met in the chain and was not: a transaction that the chain does
   * not hold.
   */
  public boolean isMissed() {
    return !reached
        && (target instanceof RestoreTarget.BeforeXid
            || target instanceof RestoreTarget.ThroughXid);
  }
}
