package io.holdfast.dispatcher.domain;

import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.records.CommandResult;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Operation;
import io.holdfast.records.PoolMode;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.Progress;
import io.holdfast.records.WorkloadSpec;

/**
 * The effects of one event on one pool. Pure: the same state, event and trigger give the same
 * effects on any machine.
 *
 * <p>An event is first taken for what it says (the {@code …Facts}); then what follows is decided:
 * what was lost is let go or held ({@link Recovery}), what waits is placed ({@link Placing}), and
 * what is well is moved ({@link Moving}).
 *
 * <p>The state that is handed in is changed in place and handed back: a pool of a hundred thousand
 * workloads is not copied for each event.
 */
public final class Decide {

  private Decide() {}

  /** Takes one input of the dispatcher. */
  public static Decided apply(PoolState state, Object event, Trigger trigger) {
    var turn = new Turn(state, trigger, () -> Words.of(event));
    enter(state, trigger);
    take(turn, event);
    new NodeFacts(turn).follow();
    if (state.policy().mode() != PoolMode.OBSERVE) {
      if (bearsOnRecovery(event)) {
        recover(turn);
      }
      new Placing(turn).placeUrgent();
      if (turn.mayAct()) {
        new Moving(turn).begin();
      }
    }
    return turn.end();
  }

  /** Time passed. */
  public static Decided pass(PoolState state, Trigger trigger) {
    var turn = new Turn(state, trigger, () -> "time passed");
    enter(state, trigger);
    new NodeFacts(turn).settle();
    new OperationFacts(turn).timePasses();
    new ResultFacts(turn).timePasses();
    new NodeFacts(turn).follow();
    if (state.policy().mode() != PoolMode.OBSERVE) {
      new Guards(turn).timePasses();
      recover(turn);
      new Placing(turn).placeAll();
      new LoadFacts(turn).timePasses();
      if (turn.mayAct()) {
        var moving = new Moving(turn);
        moving.timePasses();
        moving.begin();
      }
    }
    return turn.end();
  }

  /**
   * What would be done now, were the pool to act: what is lost or waits is placed, moves that wait
   * begin, and load is evened, however many windows were uneven.
   */
  public static Decided plan(PoolState state, Trigger trigger) {
    var turn = new Turn(state, trigger, () -> "asked for a plan");
    enter(state, trigger);
    state.put(state.course().with(state.policy().acting()));
    recover(turn);
    new Placing(turn).placeAll();
    new Moving(turn).begin();
    new LoadFacts(turn).plan();
    return turn.end();
  }

  /**
   * Begins with a clean slate; the first event of another log begins another generation of epochs.
   */
  private static void enter(PoolState state, Trigger trigger) {
    state.settle();
    var course = state.course();
    String log = trigger.position().topicId();
    if (!log.equals(course.topicId())) {
      state.put(course.in(log, course.generation() + (course.topicId().isEmpty() ? 0 : 1)));
    }
  }

  private static void take(Turn turn, Object event) {
    if (event instanceof NodeStatus status) {
      new NodeFacts(turn).status(status);
    } else if (event instanceof CommandResult result) {
      new ResultFacts(turn).result(result);
    } else if (event instanceof NodeProfile profile) {
      new NodeFacts(turn).profile(profile);
    } else if (event instanceof Progress progress) {
      new NodeFacts(turn).progress(progress);
    } else if (event instanceof LoadBalance balance) {
      new LoadFacts(turn).balance(balance);
    } else if (event instanceof LoadPicture picture) {
      new LoadFacts(turn).picture(picture);
    } else if (event instanceof WorkloadSpec spec) {
      new WorkloadFacts(turn).spec(spec);
    } else if (event instanceof PoolPolicy policy) {
      new OperationFacts(turn).policy(policy);
    } else if (event instanceof Operation operation) {
      new OperationFacts(turn).operation(operation);
    } else {
      throw new IllegalArgumentException("not an input of the dispatcher: " + event.getClass());
    }
  }

  private static boolean bearsOnRecovery(Object event) {
    return event instanceof NodeStatus
        || event instanceof Progress
        || event instanceof Operation
        || event instanceof PoolPolicy;
  }

  private static void recover(Turn turn) {
    if (turn.mayAct()) {
      new Recovery(turn).recover();
    } else {
      new Advice(turn).advise();
    }
  }
}
