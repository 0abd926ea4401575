package io.holdfast.health.domain.liveness;

import io.holdfast.health.domain.Refusal;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeState;
import io.holdfast.records.StatusCause;

/**
 * What a heartbeat changes at once: who joined, who is heard again, who succeeds whom, and who
 * speaks for a node that somebody else speaks for. Deadlines are the {@link Judge}'s matter.
 */
final class Hearing {

  private final Ledger ledger;

  Hearing(Ledger ledger) {
    this.ledger = ledger;
  }

  void hear(Heartbeat heartbeat) {
    ledger.tally.heartbeats++;
    Incarnation current = ledger.nodes.get(heartbeat.getNode());
    if (current == null) {
      join(heartbeat, null);
    } else if (heartbeat.getIncarnation() > current.number) {
      succeed(current, heartbeat);
    } else if (heartbeat.getIncarnation() < current.number) {
      hearEarlier(current, heartbeat);
    } else if (!current.isOfBoot(heartbeat.getBootId())) {
      conflict(current);
    } else if (isChanged(current, heartbeat)) {
      ledger.refuse(Refusal.CHANGED_WITHIN_INCARNATION);
    } else {
      hearCurrent(current, heartbeat);
    }
  }

  private void join(Heartbeat heartbeat, Trouble inherited) {
    Incarnation joined = Incarnation.of(heartbeat, ledger.pool(heartbeat.getPool()));
    joined.trouble = inherited;
    joined.mode = heartbeat.getMode();
    joined.seen = ledger.now();
    take(joined, heartbeat);
    ledger.enter(joined);
    if (joined.mode == HeartbeatMode.LEFT) {
      ledger.decide(joined, NodeState.LEFT, StatusCause.GOODBYE, 0);
    } else if (inherited != null && inherited.isFlapping(ledger.now())) {
      ledger.decide(joined, NodeState.SUSPECT, StatusCause.FLAPPING, 0);
    } else {
      ledger.decide(joined, NodeState.ALIVE, StatusCause.JOINED, 0);
    }
  }

  private void hearCurrent(Incarnation current, Heartbeat heartbeat) {
    if (isStale(current, heartbeat)) {
      ledger.tally.stale++;
      return;
    }
    HeartbeatMode before = current.mode;
    take(current, heartbeat);
    if (current.isOver()) {
      ledger.tally.afterEnd++;
      return;
    }
    if (current.trouble != null) {
      current.trouble.earlierHeardLast = false;
    }
    if (current.mode == HeartbeatMode.LEFT) {
      ledger.setOverdue(current, false);
      ledger.decide(current, NodeState.LEFT, StatusCause.GOODBYE, 0);
    } else if (current.overdue) {
      hearAgain(current);
    } else if (current.mode != before) {
      ledger.decide(current, current.state, StatusCause.MODE, 0);
    }
  }

  private void hearAgain(Incarnation current) {
    ledger.setOverdue(current, false);
    current.held = false;
    Trouble trouble = current.trouble;
    if (trouble != null && trouble.isHolding(ledger.now())) {
      ledger.decide(current, NodeState.SUSPECT, trouble.holdCause, 0);
    } else {
      ledger.decide(current, NodeState.ALIVE, StatusCause.HEARD, 0);
    }
  }

  private void succeed(Incarnation old, Heartbeat heartbeat) {
    Trouble trouble = old.troubled();
    if (old.isOver()) {
      trouble.remember(old);
    } else if (trouble.earlier.size() >= Trouble.MOST_EARLIER) {
      ledger.refuse(Refusal.TOO_MANY_INCARNATIONS);
      return;
    } else {
      trouble.earlier.add(old);
    }
    trouble.reviewAt = ledger.now() + ledger.settings.troubleNanos();
    ledger.withdraw(old);
    old.trouble = null;
    closeProvenOver(trouble, heartbeat);
    trouble.earlierHeardLast = false;
    join(heartbeat, trouble);
  }

  /** A successor of the same boot has dealt with its predecessor's processes. */
  private void closeProvenOver(Trouble trouble, Heartbeat successor) {
    Long predecessor = successor.getPredecessor();
    trouble.earlier.removeIf(
        earlier -> {
          boolean proven =
              predecessor != null
                  && earlier.number == predecessor
                  && earlier.bootId.equals(successor.getBootId());
          if (proven) {
            ledger.close(earlier, NodeState.ENDED, StatusCause.SUCCEEDED, 0);
            trouble.remember(earlier);
          }
          return proven;
        });
  }

  private void hearEarlier(Incarnation current, Heartbeat heartbeat) {
    Trouble trouble = current.troubled();
    Incarnation earlier = trouble.find(heartbeat.getIncarnation());
    if (earlier != null) {
      if (isStale(earlier, heartbeat)) {
        ledger.tally.stale++;
        return;
      }
      take(earlier, heartbeat);
      if (earlier.mode == HeartbeatMode.LEFT) {
        trouble.earlier.remove(earlier);
        ledger.close(earlier, NodeState.LEFT, StatusCause.GOODBYE, 0);
        trouble.remember(earlier);
        ledger.repeat(current);
        return;
      }
    } else if (trouble.isEcho(heartbeat.getIncarnation(), heartbeat.getSequence())) {
      ledger.tally.stale++;
      return;
    } else {
      ledger.tally.afterEnd++;
    }
    trouble.reviewAt = ledger.now() + ledger.settings.troubleNanos();
    if (trouble.takesTurns(ledger.now(), leaseAndMargin(current))) {
      conflict(current);
    }
  }

  private void conflict(Incarnation current) {
    ledger.tally.conflicts++;
    if (current.isOver()) {
      return;
    }
    Trouble trouble = current.troubled();
    boolean known = current.cause == StatusCause.CONFLICT && trouble.isHolding(ledger.now());
    trouble.reviewAt = ledger.now() + ledger.settings.troubleNanos();
    trouble.holdUntil = ledger.now() + leaseAndMargin(current);
    trouble.holdCause = StatusCause.CONFLICT;
    if (!known && !current.overdue) {
      ledger.decide(current, NodeState.SUSPECT, StatusCause.CONFLICT, 0);
    }
  }

  private void take(Incarnation incarnation, Heartbeat heartbeat) {
    if (incarnation.sequence > 0 && heartbeat.getSequence() > incarnation.sequence + 1) {
      ledger.tally.missed += heartbeat.getSequence() - incarnation.sequence - 1;
    }
    incarnation.hear(heartbeat, ledger.brokerMillis());
    incarnation.gracesBegun = ledger.graces.begun();
    incarnation.settle(ledger.pulses);
    incarnation.awaitPulse(ledger.pulses);
    if (incarnation.tick != Wheel.NOT_ARMED) {
      ledger.wheel.arm(incarnation); // a lateness that fades brings its deadline nearer
    }
  }

  private long leaseAndMargin(Incarnation incarnation) {
    long lease = incarnation.leaseMillis * Incarnation.NANOS_PER_MILLI;
    return lease + ledger.settings.marginNanos(lease);
  }

  /** Not newer than what was heard; only an agent that said RESTARTING may count anew. */
  private static boolean isStale(Incarnation incarnation, Heartbeat heartbeat) {
    return heartbeat.getSequence() <= incarnation.sequence
        && incarnation.mode != HeartbeatMode.RESTARTING;
  }

  private static boolean isChanged(Incarnation incarnation, Heartbeat heartbeat) {
    return incarnation.intervalMillis != heartbeat.getIntervalMillis()
        || incarnation.leaseMillis != heartbeat.getLeaseMillis()
        || !incarnation.pool.name.equals(heartbeat.getPool());
  }
}
