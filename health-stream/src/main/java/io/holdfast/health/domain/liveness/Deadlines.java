package io.holdfast.health.domain.liveness;

import static io.holdfast.health.domain.liveness.Incarnation.NANOS_PER_MILLI;

import io.holdfast.records.NodeState;

/** When silence becomes what, as observed time. Graces postpone every deadline. */
final class Deadlines {

  private final LivenessSettings settings;
  private final Graces graces;
  private final PulseTimes pulses;
  private final long forgetAfter;

  Deadlines(LivenessSettings settings, Graces graces, PulseTimes pulses) {
    this.settings = settings;
    this.graces = graces;
    this.pulses = pulses;
    this.forgetAfter = settings.forgetAfter().toNanos();
  }

  long suspect(Incarnation incarnation) {
    incarnation.settle(pulses);
    return postponed(incarnation, rule(incarnation).suspectAfter(incarnation));
  }

  long dead(Incarnation incarnation) {
    incarnation.settle(pulses);
    return postponed(incarnation, rule(incarnation).deadAfter(incarnation));
  }

  /** The second, longer deadline of those who are silent together. */
  long correlatedDead(Incarnation incarnation) {
    incarnation.settle(pulses);
    long after = incarnation.pool.policy.getCorrelatedDeadAfterMillis() * NANOS_PER_MILLI;
    return postponed(incarnation, Math.max(after, rule(incarnation).deadAfter(incarnation)));
  }

  long ended(Incarnation incarnation) {
    incarnation.settle(pulses);
    long lease = incarnation.leaseMillis * NANOS_PER_MILLI;
    return postponed(incarnation, lease + settings.marginNanos(lease));
  }

  long forgotten(Incarnation incarnation) {
    incarnation.settle(pulses);
    return incarnation.seen + forgetAfter;
  }

  /** When something about it may change if nothing is heard of it. */
  long next(Incarnation incarnation) {
    long due = incarnation.isOver() ? forgotten(incarnation) : nextOfLiving(incarnation);
    Trouble trouble = incarnation.trouble;
    if (trouble != null) {
      due = Math.min(due, trouble.reviewAt);
      if (trouble.holdUntil != 0) {
        due = Math.min(due, trouble.holdUntil);
      }
      for (Incarnation earlier : trouble.earlier) {
        due = Math.min(due, ended(earlier));
      }
    }
    return due;
  }

  private long nextOfLiving(Incarnation incarnation) {
    long ended = ended(incarnation);
    if (!incarnation.isExpectedToBeat() || incarnation.state == NodeState.DEAD) {
      return ended;
    }
    if (!incarnation.overdue) {
      return Math.min(ended, suspect(incarnation));
    }
    return Math.min(ended, incarnation.held ? correlatedDead(incarnation) : dead(incarnation));
  }

  private long postponed(Incarnation incarnation, long after) {
    return graces.postpone(incarnation.gracesBegun, incarnation.seen + after);
  }

  private static DeadlineRule rule(Incarnation incarnation) {
    return DeadlineRule.of(incarnation.pool.policy.getDetector());
  }
}
