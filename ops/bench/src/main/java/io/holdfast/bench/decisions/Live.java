package io.holdfast.bench.decisions;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.Samples;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.GuardPolicy;
import io.holdfast.records.NodeState;
import io.holdfast.records.PoolPolicy;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import io.holdfast.schemas.policy.DefaultPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** The dispatcher as a process on a broker: from a verdict to what follows from it. */
public final class Live {

  private static final int NODES = 100;
  private static final int WORKLOADS = 300;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Effort effort;
  private final Report report;
  private final Map<String, Long> incarnations = new TreeMap<>();
  private final Map<String, String> places = new TreeMap<>();
  private Sandbox sandbox;
  private LiveTopics topics;
  private ChildProcess dispatcher;

  public Live(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() throws Exception {
    var plan = SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess();
    try (Sandbox started = Sandbox.start(plan);
        LiveTopics opened =
            new LiveTopics(started.bootstrapServers(), started.registryUrl(), "bench.")) {
      sandbox = started;
      topics = opened;
      dispatcher = start();
      begin();
      report.say(
          "live: %d nodes, %d workloads, broker and dispatcher on this machine"
              .formatted(NODES, WORKLOADS));
      latency();
      afterKill();
    } finally {
      if (dispatcher != null) {
        dispatcher.close();
      }
    }
  }

  private ChildProcess start() {
    return ChildProcess.java("io.holdfast.dispatcher.Main")
        .jvmOptions("-Xmx512m", "-XX:+UseSerialGC")
        .arguments(
            "--set", "kafka.bootstrap-servers=" + sandbox.bootstrapServers(),
            "--set", "kafka.topic-prefix=bench.",
            "--set", "registry.url=" + sandbox.registryUrl(),
            "--set", "state-directory=" + sandbox.directory().resolve("dispatcher"),
            "--set", "http.port=0")
        .start("dispatcher", sandbox.directory().resolve("dispatcher.log"));
  }

  private void begin() {
    topics.policy(unguarded());
    for (int n = 0; n < NODES; n++) {
      String node = String.format("n%03d", n);
      incarnations.put(node, 1L);
      topics.profile(PoolLog.profile(node, "z" + n % 5, 16));
      topics.status(node, 1, NodeState.ALIVE);
    }
    for (int w = 0; w < WORKLOADS; w++) {
      topics.workload(PoolLog.workload(String.format("w%04d", w), 0.5));
    }
    follow(() -> places.size() == WORKLOADS);
  }

  /** A policy that lets nodes die as fast as they can: the guards would hold most of it. */
  private static PoolPolicy unguarded() {
    GuardPolicy guards =
        GuardPolicy.newBuilder(DefaultPolicy.guards())
            .setBreakerCount(Integer.MAX_VALUE)
            .setFailoversPerMinute(Integer.MAX_VALUE)
            .build();
    return PoolPolicy.newBuilder(DefaultPolicy.of(PoolLog.POOL))
        .setVersion(1)
        .setGuards(guards)
        .setReason("latency is measured, not caution")
        .build();
  }

  /** A node dies and comes back as another incarnation, again and again. */
  private void latency() {
    var millis = new Samples();
    int trials = effort.of(400, 40);
    for (int trial = 0; trial < trials + 20; trial++) {
      String workload = String.format("w%04d", trial * 7 % WORKLOADS);
      String node = places.get(workload);
      long begin = System.nanoTime();
      topics.status(node, incarnations.get(node), NodeState.DEAD);
      follow(() -> !places.get(workload).equals(node));
      if (trial >= 20) {
        millis.add((System.nanoTime() - begin) / 1e6);
      }
      long next = incarnations.merge(node, 1L, Long::sum);
      topics.status(node, next, NodeState.ALIVE);
      follow(() -> !places.containsValue(node));
    }
    report.add(Figure.of("decisions.latency.p50", millis.quantile(0.5), "ms").atMost(120));
    report.add(Figure.of("decisions.latency.p99", millis.quantile(0.99), "ms").atMost(300));
  }

  /** SIGKILL while decisions are written that are not committed yet, and a start at once. */
  private void afterKill() {
    var seconds = new Samples();
    for (int round = 0; round < effort.of(5, 1); round++) {
      String workload = String.format("w%04d", round * 11);
      String node = places.get(workload);
      long written = topics.written();
      topics.status(node, incarnations.get(node), NodeState.DEAD);
      while (topics.written() == written) {
        Thread.onSpinWait();
      }
      dispatcher.kill();
      long begin = System.nanoTime();
      dispatcher = start();
      String probe = String.format("probe%d", round);
      topics.workload(PoolLog.workload(probe, 0.1));
      follow(() -> places.containsKey(probe) && !places.get(workload).equals(node));
      seconds.add((System.nanoTime() - begin) / 1e9);
      long next = incarnations.merge(node, 1L, Long::sum);
      topics.status(node, next, NodeState.ALIVE);
    }
    report.add(Figure.of("decisions.after-kill.longest", seconds.quantile(1), "s").atMost(12));
  }

  private void follow(java.util.function.BooleanSupplier until) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!until.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nothing followed within " + PATIENCE);
      }
      topics.assignments().forEach(this::take);
    }
  }

  private void take(Assignment assignment) {
    places.values().removeIf(assignment.getNode()::equals);
    for (AssignedWorkload workload : assignment.getWorkloads()) {
      places.put(workload.getWorkload(), assignment.getNode());
      topics.result(
          PoolLog.started(
              assignment.getNode(),
              assignment.getIncarnation(),
              workload.getWorkload(),
              workload.getEpoch()));
    }
  }
}
