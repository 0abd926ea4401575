package io.holdfast.simulator.world;

import java.util.ArrayList;
import java.util.List;

/**
 * One party's connection to one broker. What is sent over a connection arrives in order. What meets
 * a cut is lost, or waits in some buffer and arrives when the cut is over.
 */
final class Link {

  private final List<Runnable> stuck = new ArrayList<>();
  private boolean asks = true;
  private boolean answers = true;
  private long cutSince;
  private long slowRequests;
  private long slowReplies;
  private long newestArrival;
  private long newestAnswer;
  private long unknownUntil;

  /** Whether requests and answers get through; what waits for it goes on when both do. */
  void passes(boolean requests, boolean replies, Scheduler scheduler) {
    if (asks && answers) {
      cutSince = scheduler.now();
    }
    asks = requests;
    answers = replies;
    if (asks && answers) {
      List<Runnable> late = List.copyOf(stuck);
      stuck.clear();
      late.forEach(each -> scheduler.after(0, each));
    }
  }

  /** Since when it has been cut, if it is. */
  long cutSince() {
    return cutSince;
  }

  boolean asks() {
    return asks;
  }

  boolean answers() {
    return answers;
  }

  void hold(Runnable late) {
    stuck.add(late);
  }

  /** The broker is gone: so is what waits for it. */
  void breakDown(long until) {
    stuck.clear();
    unknownUntil = until;
  }

  /** Whether the party has found the broker, after it broke down. */
  boolean isFound(long now) {
    return now >= unknownUntil;
  }

  /**
   * How much longer requests and answers take, at most. Another connection is made for it: what is
   * under way on the old one may arrive after what is sent from now on.
   */
  void slowness(long requests, long replies) {
    newestArrival = 0;
    newestAnswer = 0;
    slowRequests = requests;
    slowReplies = replies;
  }

  long arrival(long now, Dice dice, long usual) {
    long delay = dice.delay(usual) + (slowRequests == 0 ? 0 : dice.between(0, slowRequests));
    newestArrival = Math.max(newestArrival, now + delay);
    return newestArrival;
  }

  long answer(long now, Dice dice, long usual) {
    long delay = dice.delay(usual) + (slowReplies == 0 ? 0 : dice.between(0, slowReplies));
    newestAnswer = Math.max(newestAnswer, now + delay);
    return newestAnswer;
  }
}
