package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Course;
import io.holdfast.dispatcher.domain.state.Course.Joining;
import io.holdfast.dispatcher.domain.state.Freshness.Judged;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.Grant.Stage;
import io.holdfast.dispatcher.domain.state.Liveness;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.dispatcher.domain.state.Profile;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;
import java.util.List;

/** What becomes known of nodes. */
final class NodeFacts {

  private final Turn turn;
  private final PoolState state;

  NodeFacts(Turn turn) {
    this.turn = turn;
    state = turn.state();
  }

  void profile(NodeProfile record) {
    NodeEntry was = state.node(record.getNode());
    Profile profile = Profile.of(record);
    if (was.profile() != null && profile.incarnation() < was.profile().incarnation()) {
      return;
    }
    state.put(was.with(profile));
    state.put(state.course().changed());
  }

  void status(NodeStatus record) {
    NodeEntry was = state.node(record.getNode());
    Liveness is = Liveness.of(record, turn.trigger().brokerMillis());
    if (is.isOver()) {
      close(was.node(), is.incarnation());
    }
    if (was.liveness() != null && !isNews(was.liveness(), is)) {
      return;
    }
    NodeEntry now = was.with(is);
    if (is.isLive()) {
      now = now.with(now.standing().discarded(false));
    }
    state.put(now);
    boolean isNewIncarnation =
        was.liveness() == null || was.liveness().incarnation() != is.incarnation();
    if (isNewIncarnation) {
      turn.assign(now.node());
    }
    forgetStopping(now);
    if (is.isLive()) {
      Recovery.keep(turn, now.node());
    } else if (died(was.liveness(), is)) {
      new Guards(turn).died(now);
    }
  }

  /** A verdict about an older incarnation, an older verdict and a repeated one are none. */
  private static boolean isNews(Liveness was, Liveness is) {
    if (is.incarnation() != was.incarnation()) {
      return is.incarnation() > was.incarnation();
    }
    if (was.isOver()) {
      return false;
    }
    if (was.decidedAt().isSameLog(is.decidedAt())) {
      boolean isOlder = was.decidedAt().isAfter(is.decidedAt());
      boolean isRepeated = was.decidedAt().equals(is.decidedAt()) && was.state() == is.state();
      return !isOlder && !isRepeated;
    }
    return true;
  }

  private static boolean died(Liveness was, Liveness is) {
    boolean isSilent = !is.isLive() && !is.isLeaving() && !is.isSucceeded();
    return isSilent && (was == null || was.isLive() || was.incarnation() != is.incarnation());
  }

  /** An incarnation is over, the newest or an older one: so is every lease that it had. */
  private void close(String node, long incarnation) {
    for (String id : state.onNode(node)) {
      if (Proof.isLeased(state.workload(id))) {
        for (Grant grant : state.workload(id).grants()) {
          if (grant.node().equals(node) && grant.incarnation() == incarnation) {
            new ResultFacts(turn).provenOver(state.workload(id), grant);
          }
        }
      }
    }
  }

  /** What a node that is not live was asked to stop without having a lease is not waited for. */
  private void forgetStopping(NodeEntry node) {
    for (String id : state.onNode(node.node())) {
      var entry = state.workload(id);
      if (!Proof.isLeased(entry)) {
        Moving.forget(
            turn,
            entry,
            g ->
                g.stage() == Stage.STOPPING
                    && g.node().equals(node.node())
                    && !node.isLive(g.incarnation()));
      }
    }
  }

  /**
   * Nodes that opened to new work, by whatever means: the first ones gather before they get any.
   */
  void follow() {
    for (NodeEntry was : List.copyOf(state.nodesBefore().values())) {
      Course course = state.course();
      boolean isOpen = state.node(was.node()).isOpen();
      if (isOpen && !was.isOpen()) {
        state.put(course.changed().with(course.joining().another(turn.now())));
      } else if (was.isOpen() && state.nodes().values().stream().noneMatch(NodeEntry::isOpen)) {
        state.put(course.with(Joining.NOBODY));
      }
    }
  }

  void progress(Progress record) {
    var judged =
        new Judged(
            Position.of(record.getJudged()),
            record.getJudgedAtMillis(),
            record.getPublishedAtMillis() - record.getJudgedAtMillis());
    state.put(state.freshness().with(judged));
  }

  /** Ends the wait for more nodes when none came for a while. */
  void settle() {
    Joining joining = state.course().joining();
    if (!joining.isSettling() || joining.first() == Long.MIN_VALUE) {
      return;
    }
    boolean isQuiet = turn.now() - joining.last() >= Limits.SETTLE;
    if (isQuiet || turn.now() - joining.first() >= Limits.SETTLE_AT_MOST) {
      state.put(state.course().with(joining.settled()));
    }
  }
}
