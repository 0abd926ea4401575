package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.Failures;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.Grant.Stage;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Waiting;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandCause;
import io.holdfast.records.CommandResult;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What nodes say they did. */
final class ResultFacts {

  /** The node as it is can not run the workload: it is not asked again in this incarnation. */
  private static final Set<ResultReason> UNFIT =
      EnumSet.of(
          ResultReason.UNKNOWN_PROGRAM, ResultReason.NOT_EXECUTABLE, ResultReason.NO_FENCING);

  private final Turn turn;
  private final PoolState state;

  ResultFacts(Turn turn) {
    this.turn = turn;
    state = turn.state();
  }

  void result(CommandResult result) {
    if (result.getReason() != ResultReason.UNAUTHENTIC) {
      learnGeneration(result.getEpoch());
    }
    WorkloadEntry entry = state.workload(result.getWorkload());
    Optional<Grant> grant =
        entry == null
            ? Optional.empty()
            : entry.grants().stream()
                .filter(g -> g.node().equals(result.getNode()))
                .filter(g -> g.epoch() == result.getEpoch())
                .findFirst();
    if (grant.isEmpty() || !Proof.counts(entry, grant.get(), result)) {
      return;
    }
    if (isOfSuccessor(grant.get(), result)) {
      if (Proof.isLeased(entry) && result.getResult() == ResultKind.STOPPED) {
        provenOver(entry, grant.get());
      }
      return;
    }
    switch (result.getResult()) {
      case STARTED -> started(entry, grant.get());
      case STOPPED -> stopped(entry, grant.get(), result);
      case FAILED, REFUSED -> failed(entry, grant.get(), result);
    }
  }

  /**
   * What a successor says of a grant that it does not hold follows from its being there, which its
   * verdict tells; else the grant would be tried elsewhere before that verdict came.
   */
  private static boolean isOfSuccessor(Grant grant, CommandResult result) {
    return grant.isActive() && result.getIncarnation() > grant.incarnation();
  }

  /**
   * An epoch that this log did not give is of a log before it: ours must be greater. What no log
   * can give is nobody's.
   */
  private void learnGeneration(long epoch) {
    long newest = turn.epoch();
    if (epoch > newest && Epoch.canBeFollowed(epoch)) {
      long generation = Epoch.generation(epoch) + 1;
      state.put(state.course().in(state.course().topicId(), generation));
    }
  }

  private void started(WorkloadEntry entry, Grant grant) {
    if (grant.stage() != Stage.STARTING) {
      return;
    }
    Grant running = grant.at(Stage.RUNNING, turn.now());
    WorkloadEntry after = entry.replaced(grant, running).because("runs on node " + grant.node());
    state.put(after);
    if (turn.mayAct()) {
      new Moving(turn).started(after, running);
    }
  }

  private void stopped(WorkloadEntry entry, Grant grant, CommandResult result) {
    if (!grant.isActive()) {
      Moving.forget(turn, entry, grant::equals);
      return;
    }
    if (result.getReason() == ResultReason.LEASE_OVER && Proof.isLeased(entry)) {
      provenOver(entry, grant);
    } else if (result.getReason() == ResultReason.SHUTDOWN) {
      leave(entry, grant);
    } else {
      lose(entry, grant, result, Reason.STOPPED_BY_NODE);
    }
  }

  /**
   * Nothing of a leased grant runs any more. One that was taken away is forgotten; else the verdict
   * about its node decides what becomes of the workload, so that the work of a fleet whose leases
   * lapsed while Kafka was away is not scattered before its agents are heard.
   */
  void provenOver(WorkloadEntry entry, Grant grant) {
    if (grant.stage() == Stage.STOPPING) {
      Moving.forget(turn, entry, grant::equals);
    } else if (grant.stage() != Stage.OVER) {
      String why = "its run under epoch " + grant.epoch() + " on node " + grant.node() + " is over";
      state.put(entry.replaced(grant, grant.at(Stage.OVER, turn.now())).because(why));
    }
  }

  /** The agent is leaving: it is given nothing more, and what it stopped goes elsewhere at once. */
  private void leave(WorkloadEntry entry, Grant grant) {
    NodeEntry node = state.node(grant.node());
    if (node.isLive(grant.incarnation())) {
      state.put(node.with(node.liveness().leaving()));
    }
    turn.assign(grant.node());
    WorkloadEntry rest = entry.without(grant::equals);
    if (!rest.active().isEmpty() || rest.spec().isRemoved()) {
      state.put(rest);
      return;
    }
    var waiting =
        Waiting.pending(CommandCause.FAILOVER, grant.node(), Reason.STOPPED_BY_NODE.name());
    state.put(rest.waiting(waiting, "node " + grant.node() + " is leaving and stopped it"));
  }

  private void failed(WorkloadEntry entry, Grant grant, CommandResult result) {
    switch (result.getResult()) {
      case REFUSED -> {
        if (grant.isActive()) {
          lose(entry, grant, result, Reason.REFUSED_BY_NODE);
        } else {
          Moving.forget(turn, entry, grant::equals);
        }
      }
      default -> {
        if (grant.isActive()) {
          lose(entry, grant, result, Reason.FAILED);
        }
      }
    }
  }

  /** The grant is spent. The other end of a move goes on; else it is tried again, later. */
  private void lose(WorkloadEntry entry, Grant grant, CommandResult result, Reason reason) {
    turn.assign(grant.node());
    boolean mayStillRun = reason == Reason.FAILED;
    WorkloadEntry rest =
        mayStillRun
            ? entry.replaced(grant, grant.at(Stage.STOPPING, turn.now()))
            : entry.without(grant::equals);
    rest = rest.with(failures(entry, grant, result));
    state.put(state.course().changed());
    String why = words(grant, result);
    if (!rest.active().isEmpty()) {
      state.put(rest.because(why));
      turn.explain(DecisionKind.HOLD, Reason.TARGET_FAILED, why + "; it stays where it runs")
          .about(entry.workload())
          .on(grant.node())
          .decide();
    } else if (rest.spec().isRemoved()) {
      state.put(rest);
    } else {
      tryAgain(rest, grant, reason, why);
    }
  }

  private Failures failures(WorkloadEntry entry, Grant grant, CommandResult result) {
    boolean wasStable =
        grant.stage() == Stage.RUNNING && turn.now() - grant.since() >= Limits.STABLE;
    Failures failures = wasStable ? entry.failures().forgiven() : entry.failures();
    failures = failures.another(grant.node());
    return UNFIT.contains(result.getReason())
        ? failures.unfit(grant.node(), grant.incarnation())
        : failures;
  }

  private void tryAgain(WorkloadEntry entry, Grant grant, Reason reason, String why) {
    int failures = entry.failures().attempts();
    var waiting = Waiting.pending(CommandCause.RETRY, grant.node(), reason.name());
    if (failures < Limits.FAILURES_IN_A_ROW) {
      long notBefore = turn.now() + Limits.backOff(failures);
      state.put(entry.waiting(waiting.notBefore(notBefore), why));
      return;
    }
    String held = why + "; it failed " + failures + " times in a row and is held";
    long notBefore = turn.now() + Limits.HELD_AFTER_FAILURES;
    state.put(
        entry.waiting(waiting.notBefore(notBefore).held(Reason.RETRIES_EXHAUSTED.name()), held));
    turn.explain(DecisionKind.HOLD, Reason.RETRIES_EXHAUSTED, held)
        .about(entry.workload())
        .on(grant.node())
        .decide();
  }

  private static String words(Grant grant, CommandResult result) {
    String detail = result.getDetail().isEmpty() ? "" : " (" + result.getDetail() + ")";
    return "node "
        + grant.node()
        + " said "
        + result.getResult()
        + " "
        + result.getReason()
        + detail;
  }

  /** Those that were held for their failures long enough are tried again. */
  void timePasses() {
    for (String id : state.waiting()) {
      WorkloadEntry entry = state.workload(id);
      Waiting waiting = entry.waiting();
      boolean isOver =
          waiting.reason().equals(Reason.RETRIES_EXHAUSTED.name())
              && turn.now() >= waiting.notBefore();
      if (isOver) {
        var again = Waiting.pending(CommandCause.RETRY, waiting.from(), Reason.FAILED.name());
        state.put(entry.with(entry.failures().forgiven()).waiting(again, "tried again"));
      }
    }
  }
}
