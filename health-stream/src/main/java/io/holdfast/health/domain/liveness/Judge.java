package io.holdfast.health.domain.liveness;

import io.holdfast.records.NodeState;
import io.holdfast.records.StatusCause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What passing time changes, at a pulse: whose deadline fell. Everyone's lateness is noted before
 * anyone is declared dead, and verdicts come in the order of node ids, so that they do not depend
 * on how state is kept.
 */
final class Judge {

  private static final Comparator<Incarnation> BY_NODE =
      Comparator.comparing(incarnation -> incarnation.node);

  private final Ledger ledger;
  private final Deadlines deadlines;
  private final List<Incarnation> due = new ArrayList<>();

  /** Kept SUSPECT by the silence of others, and perhaps some that no longer are. */
  private final List<Incarnation> held = new ArrayList<>();

  Judge(Ledger ledger) {
    this.ledger = ledger;
    this.deadlines = ledger.deadlines;
  }

  void judge(long now) {
    ledger.wheel.expire(now, due);
    due.forEach(each -> each.listed = true);
    due.forEach(each -> noteIfOverdue(each, now));
    boolean correlated = ledger.isSilenceCorrelated();
    if (!correlated && !held.isEmpty()) {
      releaseHeld();
    }
    due.sort(BY_NODE);
    for (Incarnation each : due) {
      decide(each, now, correlated);
      each.listed = false;
      each.fell = false;
    }
    due.clear();
  }

  void keepHeld(Incarnation incarnation) {
    incarnation.held = true;
    held.add(incarnation);
  }

  void clear() {
    held.clear();
  }

  private void noteIfOverdue(Incarnation each, long now) {
    boolean fell =
        !each.isOver()
            && each.isExpectedToBeat()
            && !each.overdue
            && deadlines.suspect(each) <= now;
    if (fell) {
      each.fell = true;
      ledger.setOverdue(each, true);
      noteFall(each, now);
    }
  }

  private void noteFall(Incarnation each, long now) {
    LivenessSettings settings = ledger.settings;
    Trouble trouble = each.troubled();
    trouble.reviewAt = now + settings.troubleNanos();
    boolean flaps = trouble.flaps(now, settings.flaps(), settings.flapWindow().toNanos());
    if (flaps || trouble.isFlapping(now)) { // held until it is stable
      trouble.holdUntil = Math.max(trouble.holdUntil, now + settings.stableAfter().toNanos());
      trouble.holdCause = StatusCause.FLAPPING;
    }
  }

  private void releaseHeld() {
    for (Incarnation each : held) {
      boolean waits = each.held && !each.listed && each.state == NodeState.SUSPECT;
      each.held = false;
      if (waits) {
        each.listed = true;
        ledger.wheel.disarm(each);
        due.add(each);
      }
    }
    held.clear();
  }

  private void decide(Incarnation each, long now, boolean correlated) {
    endEarlier(each, now);
    if (each.isOver()) {
      if (deadlines.forgotten(each) <= now) {
        ledger.forget(each);
        return;
      }
    } else if (deadlines.ended(each) <= now) {
      long deadline = deadlines.ended(each);
      ledger.setOverdue(each, true);
      each.held = false;
      ledger.decide(each, NodeState.ENDED, StatusCause.LEASE_OVER, deadline);
    } else if (isSilentToDeath(each, now)) {
      declareDeadOrHold(each, now, correlated);
    } else if (each.fell) {
      ledger.decide(each, NodeState.SUSPECT, StatusCause.SILENT, deadlines.suspect(each));
    }
    reviewTrouble(each, now);
    ledger.wheel.arm(each);
  }

  private boolean isSilentToDeath(Incarnation each, long now) {
    return each.overdue
        && each.isExpectedToBeat()
        && each.state != NodeState.DEAD
        && deadlines.dead(each) <= now;
  }

  private void declareDeadOrHold(Incarnation each, long now, boolean correlated) {
    if (!correlated || deadlines.correlatedDead(each) <= now) {
      long deadline = correlated ? deadlines.correlatedDead(each) : deadlines.dead(each);
      each.held = false;
      ledger.decide(each, NodeState.DEAD, StatusCause.SILENT, deadline);
    } else if (!each.held) {
      keepHeld(each);
      ledger.decide(each, NodeState.SUSPECT, StatusCause.CORRELATED, deadlines.dead(each));
    }
  }

  private void endEarlier(Incarnation each, long now) {
    Trouble trouble = each.trouble;
    if (trouble == null) {
      return;
    }
    trouble.earlier.removeIf(
        earlier -> {
          boolean over = deadlines.ended(earlier) <= now;
          if (over) {
            long deadline = deadlines.ended(earlier);
            ledger.close(earlier, NodeState.ENDED, StatusCause.LEASE_OVER, deadline);
            trouble.remember(earlier);
            ledger.repeat(each);
          }
          return over;
        });
  }

  private void reviewTrouble(Incarnation each, long now) {
    Trouble trouble = each.trouble;
    if (trouble == null) {
      return;
    }
    if (trouble.holdUntil != 0 && trouble.holdUntil <= now && !trouble.earlier.isEmpty()) {
      trouble.holdUntil = deadlines.ended(trouble.earlier.get(0));
    }
    if (trouble.holdUntil != 0 && trouble.holdUntil <= now) {
      trouble.holdUntil = 0;
      trouble.turns = 0;
      if (each.state == NodeState.SUSPECT && !each.overdue) {
        ledger.decide(each, NodeState.ALIVE, StatusCause.HEARD, 0);
      }
    }
    if (trouble.isOver(now)) {
      each.trouble = null;
    } else if (trouble.reviewAt <= now) {
      trouble.reviewAt = now + ledger.settings.troubleNanos();
    }
  }
}
