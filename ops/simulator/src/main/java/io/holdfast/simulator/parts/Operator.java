package io.holdfast.simulator.parts;

import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.Detector;
import io.holdfast.records.Fencing;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.Operation;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.schemas.policy.DefaultPolicy;
import io.holdfast.simulator.world.Log;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** People: they say what shall run and how, and close the breaker when it has tripped. */
final class Operator {

  static final int WORKLOADS = 60;

  private static final List<String> NAMES =
      IntStream.rangeClosed(1, WORKLOADS).mapToObj(i -> String.format("w%02d", i)).toList();

  private static final int LEASED = 40;
  private static final long REACTION = 20 * Parts.SECOND;

  private final Parts parts;
  private final Life life = new Life();
  private final Outbox specs;
  private final Outbox operations;
  private final Outbox policies;
  private final List<Outbox> marks = new ArrayList<>();
  private final long[] versions = new long[WORKLOADS];
  private final Set<String> removed = new HashSet<>();
  private long acts;
  private long policyVersion;
  private long leastDeadAfter = leastDeadAfter(DefaultPolicy.of(Parts.POOL).getLiveness());

  Operator(Parts parts) {
    this.parts = parts;
    Topics topics = parts.topics();
    specs = outbox(topics.workloads);
    operations = outbox(topics.operations);
    policies = outbox(topics.policies);
    topics.heartbeats.forEach(log -> marks.add(outbox(log)));
    marks.add(outbox(topics.loads));
  }

  private Outbox outbox(Log log) {
    var party = parts.kafka().party("operator", Parts.SECOND);
    return new Outbox(parts.scheduler(), parts.kafka(), party, log, life);
  }

  static String workload(int number) {
    return NAMES.get(number % WORKLOADS);
  }

  /** Says what shall run. */
  void begin() {
    for (int i = 0; i < WORKLOADS; i++) {
      specify(i, "serve", false);
    }
  }

  /** Whether it shall run. */
  boolean wants(String workload) {
    return !removed.contains(workload);
  }

  /** The least silence that any policy so far calls dead, milliseconds. */
  long leastDeadAfter() {
    return leastDeadAfter;
  }

  void specify(int number, String program, boolean isRemoved) {
    int i = number % WORKLOADS;
    String workload = workload(i);
    boolean isLeased = i < LEASED;
    if (isRemoved) {
      removed.add(workload);
    } else {
      removed.remove(workload);
    }
    var spec =
        new WorkloadSpec(
            workload,
            Parts.POOL,
            ++versions[i],
            program,
            Map.of("cpu", 1.0 + i % 3),
            i % 5,
            i % 4 == 0 ? "group" + i % 3 : "",
            Map.of(),
            List.of(),
            isLeased ? Fencing.LEASE : Fencing.NONE,
            isLeased ? MoveOrder.STOP_FIRST : MoveOrder.START_FIRST,
            isRemoved);
    specs.send(workload, spec, () -> {});
  }

  void operate(OperationKind kind, String node, String workload, Long deadlineMillis) {
    var operation =
        new Operation(
            "act-" + ++acts, Parts.POOL, kind, node, workload, deadlineMillis, "simulated", "op");
    operations.send(Parts.POOL, operation, () -> {});
  }

  /** Another policy of liveness: told to the dispatcher, and marked in every partition. */
  void judgeBy(LivenessPolicy changed) {
    leastDeadAfter = Math.min(leastDeadAfter, leastDeadAfter(changed));
    PoolPolicy policy =
        PoolPolicy.newBuilder(DefaultPolicy.of(Parts.POOL))
            .setVersion(++policyVersion)
            .setLiveness(changed)
            .build();
    policies.send(Parts.POOL, policy, () -> {});
    var mark = new PolicyMark(Parts.POOL, policyVersion, changed, policy.getBalance());
    marks.forEach(outbox -> outbox.send(null, mark, () -> {}));
  }

  /** A detector that learns may call any silence dead that is suspect. */
  private static long leastDeadAfter(LivenessPolicy policy) {
    return policy.getDetector() == Detector.FIXED
        ? policy.getDeadAfterMillis()
        : policy.getSuspectAfterMillis();
  }

  /** Reads what was decided: closes a breaker, and has another try at what failed too often. */
  void read(Decision decision) {
    if (decision.getReason().equals("RETRIES_EXHAUSTED")) {
      parts.scheduler().after(REACTION, () -> tryAgain(decision.getWorkload()));
    }
    boolean isTripped =
        decision.getKind() == DecisionKind.BREAKER
            && decision.getReason().equals("BREAKER_TRIPPED");
    if (isTripped) {
      parts
          .scheduler()
          .after(REACTION, () -> operate(OperationKind.BREAKER_REPLAY, null, null, null));
    }
  }

  private void tryAgain(String workload) {
    if (wants(workload)) {
      specify(NAMES.indexOf(workload), "serve", false);
    }
  }
}
