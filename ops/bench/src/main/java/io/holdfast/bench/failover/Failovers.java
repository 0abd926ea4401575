package io.holdfast.bench.failover;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.bench.fleet.AgentPlan;
import io.holdfast.bench.fleet.Fleet;
import io.holdfast.bench.fleet.Installation;
import io.holdfast.bench.fleet.Scribe;
import io.holdfast.records.Fencing;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.schemas.policy.DefaultPolicy;
import io.holdfast.schemas.time.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * SIGKILL to an agent and all that it runs, again and again, until everything answers elsewhere. A
 * workload answers when it has written down under which epoch it runs, which is the first thing
 * that it does.
 */
public final class Failovers {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WORKLOADS_EACH = 10;
  private static final int SETTLE_SECONDS = 2;

  private final Effort effort;
  private final Report report;
  private final int agents;
  private final Map<String, Samples> parts = new TreeMap<>();
  private final Map<String, AgentPlan> plans = new TreeMap<>();
  private Answers answers;
  private Fleet fleet;
  private Scribe scribe;

  public Failovers(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
    this.agents = effort.of(20, 5);
  }

  public void run() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY)) {
      fleet = new Fleet(Installation.find(), sandbox, "failover.");
      try (Fleet running = fleet) {
        running.createTopics();
        running.startApps();
        try (Scribe reading =
            new Scribe(
                running.clients(),
                running.registry(),
                List.of(running.topics().nodeStatus(), running.topics().placements()))) {
          scribe = reading;
          answers = new Answers(running.directory().resolve("answers"));
          startAll();
          for (int i = 0; i < effort.of(50, 3); i++) {
            lose(answers.busiest());
          }
        }
      }
    }
    tell();
  }

  private void startAll() throws Exception {
    fleet.declare(policy());
    for (int i = 1; i <= agents; i++) {
      String node = "node-%02d".formatted(i);
      plans.put(node, plan(node, "z" + (i % 3 + 1)));
      fleet.start(plans.get(node));
    }
    for (String node : plans.keySet()) {
      await(node + " is alive", 0, NodeStatus.class, s -> isAlive(s, node));
    }
    fleet.declare(workloads());
    answers.awaitAll(agents * WORKLOADS_EACH, PATIENCE);
    TimeUnit.MILLISECONDS.sleep(Profile.RECONNECT_BUDGET.toMillis()); // the wave and its graces
  }

  private void lose(String node) throws Exception {
    List<String> lost = answers.on(node);
    int place = scribe.size();
    long killed = System.currentTimeMillis();
    // Beside, for it returns only when nothing of the group is left: later than others answer.
    var killing = CompletableFuture.runAsync(fleet.agent(node)::killGroup);
    long answered = answers.awaitElsewhere(lost, node, PATIENCE);
    killing.get();
    var dead = await(node + " is lost", place, NodeStatus.class, s -> isLost(s, node));
    NodeStatus verdict = (NodeStatus) dead.value();
    long decided = 0;
    for (String workload : lost) {
      var placed =
          await(
              workload + " is placed",
              place,
              Placement.class,
              p ->
                  p.getWorkload().equals(workload)
                      && !node.equals(p.getNode())
                      && p.getNode() != null);
      decided = Math.max(decided, placed.brokerMillis());
    }
    long begun = answers.lastBegun(lost);
    add("total", answered - killed);
    add("part-1-deadline", verdict.getDecidedAtMillis() - killed);
    add("part-2-verdict", dead.brokerMillis() - verdict.getDecidedAtMillis());
    add("part-3-decision", decided - dead.brokerMillis());
    add("part-4-assignment", begun - decided);
    add("part-5-start", answered - begun);
    int again = scribe.size();
    fleet.start(plans.get(node));
    await(node + " is back", again, NodeStatus.class, s -> isAlive(s, node));
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS); // a start takes a core
  }

  /**
   * After a grace the deadlines of DEAD and ENDED may fall at one pulse: then it is ENDED at once.
   */
  private static boolean isLost(NodeStatus status, String node) {
    return status.getNode().equals(node)
        && (status.getState() == NodeState.DEAD || status.getState() == NodeState.ENDED);
  }

  private static boolean isAlive(NodeStatus status, String node) {
    return status.getNode().equals(node) && status.getState() == NodeState.ALIVE;
  }

  private <T extends org.apache.avro.specific.SpecificRecord> Scribe.Line await(
      String what, int place, Class<T> type, java.util.function.Predicate<T> which)
      throws InterruptedException {
    return scribe
        .first(place, type, PATIENCE, which)
        .orElseThrow(() -> new IllegalStateException("not within a minute: " + what));
  }

  private void add(String part, long millis) {
    parts.computeIfAbsent(part, name -> new Samples()).add(millis / 1e3);
  }

  private void tell() {
    String name = "failover." + agents + "-agents.";
    Samples total = parts.remove("total");
    report.add(Figure.of(name + "p50", total.median(), "s").atMost(1.8));
    report.add(Figure.of(name + "p99", total.quantile(0.99), "s").atMost(3));
    report.add(Figure.of(name + "runs", total.size(), ""));
    parts.forEach(
        (part, samples) -> {
          report.add(Figure.of(name + part + ".p50", samples.median(), "s"));
          report.add(Figure.of(name + part + ".p99", samples.quantile(0.99), "s"));
        });
  }

  private AgentPlan plan(String node, String zone) {
    String command =
        """
        heartbeat: {profile: fast}
        leftover-grace: 0s
        programs:
          small:
            command: [%s]
            process-group: agent
        """
            .formatted(Answers.command(answers.directory()));
    Path directory = fleet.directory().resolve(node);
    return new AgentPlan(List.of(AgentPlan.SMALL_HEAP), node, zone, command, directory, List.of());
  }

  private static PoolPolicy policy() {
    PoolPolicy policy = DefaultPolicy.of(Fleet.POOL);
    policy.setVersion(1);
    policy.setReason("one node after another is killed");
    policy.setLiveness(DefaultPolicy.liveness(Profile.FAST));
    policy.getGuards().setBreakerShare(1.0);
    policy.getGuards().setFailoversPerMinute(1_000_000);
    return policy;
  }

  private List<WorkloadSpec> workloads() {
    List<WorkloadSpec> specs = new ArrayList<>();
    IntStream.range(0, agents * WORKLOADS_EACH)
        .forEach(
            i ->
                specs.add(
                    WorkloadSpec.newBuilder()
                        .setWorkload("small-%03d".formatted(i))
                        .setPool(Fleet.POOL)
                        .setVersion(1)
                        .setProgram("small")
                        .setDemand(Map.of("cpu", 0.05))
                        .setFencing(Fencing.NONE)
                        .setMove(MoveOrder.START_FIRST)
                        .build()));
    Collections.sort(specs, (a, b) -> a.getWorkload().compareTo(b.getWorkload()));
    return specs;
  }
}
