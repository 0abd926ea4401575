package io.holdfast.health.domain.liveness;

import io.holdfast.records.StatusCause;
import java.util.ArrayList;
import java.util.List;

/** What is unusual about a node; most have none. Times in nanoseconds of observed time. */
final class Trouble {

  /** More than any honest node can have at once: each ends by its own lease. */
  static final int MOST_EARLIER = 64;

  /** Earlier incarnations that are not proven over, by number. */
  final List<Incarnation> earlier = new ArrayList<>(1);

  /** When to see whether it is over. */
  long reviewAt;

  /** The node is kept SUSPECT until then; 0 when it is not. */
  long holdUntil;

  StatusCause holdCause = StatusCause.CONFLICT;

  /** Times that an earlier incarnation was heard after the current one. */
  int turns;

  long newestTurn;
  boolean earlierHeardLast;

  /** When it fell from ALIVE lately, the newest last; no more than it takes to be flapping. */
  final List<Long> falls = new ArrayList<>(1);

  /** The newest incarnation that is over, and the last of its heartbeats; 0 if none is known. */
  long over;

  long overSequence;

  boolean isHolding(long now) {
    return holdUntil > now;
  }

  /** The earlier incarnation of that number, or null. */
  Incarnation find(long number) {
    for (Incarnation each : earlier) {
      if (each.number == number) {
        return each;
      }
    }
    return null;
  }

  /** Nothing is left of it but memories that no longer count. */
  boolean isOver(long now) {
    return earlier.isEmpty() && holdUntil == 0 && reviewAt <= now;
  }

  /** Notes that an earlier incarnation was heard; true when two beat at once. */
  boolean takesTurns(long now, long within) {
    if (!earlierHeardLast) {
      turns = now - newestTurn > within ? 1 : turns + 1;
      newestTurn = now;
      earlierHeardLast = true;
    }
    return turns >= 2;
  }

  /** Notes a fall from ALIVE; true when there were too many. */
  boolean flaps(long now, int most, long window) {
    falls.add(now);
    falls.removeIf(fall -> now - fall > window);
    if (falls.size() > most) {
      falls.remove(0);
    }
    return falls.size() >= most;
  }

  /** Kept SUSPECT because it fell too often. */
  boolean isFlapping(long now) {
    return isHolding(now) && holdCause == StatusCause.FLAPPING;
  }

  /** Remembers an incarnation that is over, so that an echo of it is known for one. */
  void remember(Incarnation ended) {
    if (ended.number > over) {
      over = ended.number;
      overSequence = ended.sequence;
    }
  }

  boolean isEcho(long incarnation, long sequence) {
    return incarnation == over && sequence <= overSequence;
  }
}
