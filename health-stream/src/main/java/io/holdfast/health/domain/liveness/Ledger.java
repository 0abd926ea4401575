package io.holdfast.health.domain.liveness;

import static io.holdfast.health.domain.liveness.Incarnation.NANOS_PER_MILLI;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.Refusal;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.StatusCause;
import io.holdfast.schemas.time.ObservedTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The nodes of one partition, and the only place where a verdict about them is passed: it writes
 * the verdict down, keeps the counts, and tells.
 */
final class Ledger {

  final LivenessSettings settings;
  final ObservedTime time;
  final Graces graces;
  final PulseTimes pulses = new PulseTimes();
  final Deadlines deadlines;
  final Wheel wheel;
  final Nodes nodes = new Nodes();
  final TreeMap<String, Pool> pools = new TreeMap<>();
  final Tally tally = new Tally();

  private final LogPartition partition;
  private long offset;
  private long brokerMillis;
  private Consumer<? super Verdict> out;

  /** Silence is called correlated before. */
  long correlatedUntil = Long.MIN_VALUE;

  private int live;
  private int late;

  Ledger(LogPartition partition, LivenessSettings settings) {
    this.partition = partition;
    this.settings = settings;
    time = new ObservedTime(settings.maxStep(), settings.lease());
    graces =
        new Graces(settings.reconnectBudget(), settings.gracesPerSilence(), settings.maxStep());
    deadlines = new Deadlines(settings, graces, pulses);
    wheel = new Wheel(deadlines::next);
  }

  /** Turns to the next record of the log. */
  void turnTo(long offset, long brokerMillis, Consumer<? super Verdict> out) {
    this.offset = offset;
    this.brokerMillis = brokerMillis;
    this.out = out;
  }

  long now() {
    return time.now();
  }

  long brokerMillis() {
    return brokerMillis;
  }

  Pool pool(String name) {
    Pool pool = pools.get(name);
    if (pool == null) {
      pool = new Pool(name, settings.policy());
      pools.put(name, pool);
    }
    return pool;
  }

  void setPolicy(String name, long version, LivenessPolicy policy) {
    Pool pool = pool(name);
    if (version <= pool.version) {
      return;
    }
    pool.version = version;
    nodes.forEach(node -> node.settleAll(pulses)); // by the policy that they were heard under
    pool.policy = policy;
    nodes.forEach(
        node -> {
          if (node.pool == pool) {
            wheel.arm(node);
          }
        });
  }

  /** Whether so many are, or were a moment ago, overdue at once that it is not believed yet. */
  boolean isSilenceCorrelated() {
    boolean manyAreLate =
        late >= settings.correlatedCount()
            && late * 100L >= (long) settings.correlatedShare() * live;
    if (manyAreLate) {
      correlatedUntil = now() + settings.correlationFades().toNanos();
    }
    return now() < correlatedUntil;
  }

  /** Enters an incarnation as the current one of its node. */
  void enter(Incarnation incarnation) {
    nodes.put(incarnation);
    count(incarnation, 1);
  }

  /** The incarnation is no longer the current one of its node; another will be entered. */
  void withdraw(Incarnation incarnation) {
    count(incarnation, -1);
    wheel.disarm(incarnation);
    incarnation.held = false;
  }

  /** Strikes a node out; nothing of it is kept. */
  void forget(Incarnation incarnation) {
    withdraw(incarnation);
    nodes.remove(incarnation.node);
    out.accept(new Verdict.Forgotten(incarnation.node));
  }

  void setOverdue(Incarnation incarnation, boolean overdue) {
    count(incarnation, -1);
    incarnation.overdue = overdue;
    count(incarnation, 1);
  }

  /** Passes a verdict about the current incarnation of a node; {@code deadline} 0 for none. */
  void decide(Incarnation incarnation, NodeState state, StatusCause cause, long deadline) {
    count(incarnation, -1);
    writeDown(incarnation, state, cause, deadline);
    count(incarnation, 1);
    wheel.arm(incarnation);
    out.accept(new Verdict.Fresh(status(incarnation)));
  }

  /**
   * Passes the last verdict about an earlier incarnation. The current one's must be said after it,
   * to stay the newest under the node's key.
   */
  void close(Incarnation earlier, NodeState state, StatusCause cause, long deadline) {
    writeDown(earlier, state, cause, deadline);
    out.accept(new Verdict.Fresh(status(earlier)));
  }

  void repeat(Incarnation incarnation) {
    out.accept(new Verdict.Repeated(status(incarnation)));
  }

  void refuse(Refusal refusal) {
    out.accept(new Verdict.Refused(refusal));
  }

  void reportProgress() {
    var counts = new TreeMap<String, Long>();
    for (NodeState state : NodeState.values()) {
      long count = 0;
      for (Pool pool : pools.values()) {
        count += pool.nodes(state);
      }
      counts.put(state.name(), count);
    }
    out.accept(new Verdict.Reached(now() / NANOS_PER_MILLI, Map.copyOf(counts)));
  }

  private void count(Incarnation incarnation, int change) {
    incarnation.pool.count(incarnation.state, change);
    if (incarnation.state == NodeState.ALIVE || incarnation.state == NodeState.SUSPECT) {
      live += change;
      late += incarnation.overdue ? change : 0;
    }
  }

  private void writeDown(
      Incarnation incarnation, NodeState state, StatusCause cause, long deadline) {
    incarnation.settle(pulses);
    incarnation.state = state;
    incarnation.cause = cause;
    incarnation.decidedOffset = offset;
    incarnation.decidedAtMillis = brokerMillis;
    incarnation.decidedObservedMillis = now() / NANOS_PER_MILLI;
    incarnation.decidedSilenceMillis = millis(now() - incarnation.seen);
    incarnation.decidedDeadlineMillis = deadline == 0 ? 0 : millis(deadline - incarnation.seen);
  }

  private NodeStatus status(Incarnation incarnation) {
    return incarnation.status(partition.at(incarnation.decidedOffset));
  }

  private static int millis(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, nanos / NANOS_PER_MILLI);
  }

  /** Starts empty, for a state that is read. */
  void clear() {
    nodes.clear();
    pools.clear();
    pulses.clear();
    live = 0;
    late = 0;
  }
}
