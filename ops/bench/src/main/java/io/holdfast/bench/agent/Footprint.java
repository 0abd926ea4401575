package io.holdfast.bench.agent;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.fleet.AgentPlan;
import io.holdfast.bench.fleet.Fleet;
import io.holdfast.bench.fleet.Installation;
import io.holdfast.bench.fleet.Scribe;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Fencing;
import io.holdfast.records.Heartbeat;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One agent at one heartbeat a second: idle, with few workloads, with many, and under change. */
public final class Footprint {

  private static final Path EXPORTER = Path.of("/usr/bin/prometheus-node-exporter");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROGRAMS =
      """
      programs:
        sleeper: {command: [sleep, infinity], stop-grace: 1s}
      """;

  private final Effort effort;
  private final Report report;
  private final Installation installation = Installation.find();
  private Path archive;

  public Footprint(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() throws Exception {
    Path jar = installation.jar("heartbeat-producer");
    report.add(Figure.of("agent.jar", Files.size(jar) / 1048576.0, "MiB").atMost(40));
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY)) {
      archive = sandbox.directory().resolve("agent.jsa");
      few(sandbox);
      many(sandbox);
    }
    exporter();
  }

  private void few(Sandbox sandbox) throws Exception {
    try (Fleet fleet = fleet(sandbox, "few.")) {
      try (Scribe scribe = scribe(fleet)) {
        archive(fleet, scribe);
        long started = System.currentTimeMillis();
        ChildProcess agent =
            start(fleet, "n1", AgentPlan.SMALL_HEAP, "-XX:SharedArchiveFile=" + archive);
        Scribe.Line first = firstHeartbeat(scribe, "n1");
        report.add(
            Figure.of("agent.first-heartbeat", (first.brokerMillis() - started) / 1e3, "s")
                .atMost(2.5));
        Desk desk = desk(fleet, scribe, first);
        desk.assign(workloads(0, 5, 1, Fencing.NONE));
        awaitCompilation();
        report.add(
            Figure.of("agent.5-workloads.resident", Usage.of(agent.pid()).residentMib(), "MiB")
                .atMost(100));
        report.add(Figure.of("agent.5-workloads.core", core(agent), "%").atMost(1));
        leased(desk, agent);
      }
    }
  }

  /** With guards beside it, where leases can be kept. */
  private void leased(Desk desk, ChildProcess agent) throws Exception {
    try {
      desk.assign(workloads(0, 5, 2, Fencing.LEASE));
    } catch (IllegalStateException e) {
      report.say("no figures with leases: " + e.getMessage());
      return;
    }
    settle();
    List<Long> guards = guards();
    double resident = Usage.of(agent.pid()).residentMib();
    report.add(Figure.of("agent.5-leased.resident", resident, "MiB"));
    report.add(Figure.of("agent.5-leased.core", core(agent), "%"));
    for (long guard : guards) {
      resident += Usage.of(guard).residentMib();
    }
    report.add(Figure.of("agent.5-leased.resident-with-guards", resident, "MiB"));
  }

  private static List<Long> guards() {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process.info().arguments().stream()
                    .flatMap(Stream::of)
                    .anyMatch("holdfast-guard"::equals))
        .map(ProcessHandle::pid)
        .toList();
  }

  private void many(Sandbox sandbox) throws Exception {
    int count = effort.of(500, 100);
    try (Fleet fleet = fleet(sandbox, "many.")) {
      try (Scribe scribe = scribe(fleet)) {
        ChildProcess agent =
            start(fleet, "n1", AgentPlan.LARGE_HEAP, "-XX:SharedArchiveFile=" + archive);
        Desk desk = desk(fleet, scribe, firstHeartbeat(scribe, "n1"));
        String name = "agent." + count + "-workloads";
        double seconds = desk.assign(workloads(0, count, 1, Fencing.NONE));
        report.add(Figure.of(name + ".all-started", seconds, "s"));
        settle();
        report.add(Figure.of(name + ".resident", Usage.of(agent.pid()).residentMib(), "MiB"));
        report.add(Figure.of(name + ".core", core(agent), "%"));
        int changes = effort.of(100, 20);
        List<AssignedWorkload> changed =
            Stream.concat(
                    workloads(0, changes, 2, Fencing.NONE).stream(),
                    workloads(changes, count, 1, Fencing.NONE).stream())
                .toList();
        report.add(Figure.of("agent.reconcile-" + changes + "-changes", desk.assign(changed), "s"));
      }
    }
  }

  /** What people have on their nodes already, asked once a second. */
  private void exporter() throws Exception {
    if (!Files.isExecutable(EXPORTER)) {
      report.say("no baseline: " + EXPORTER + " is not installed (prometheus-node-exporter)");
      return;
    }
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path log = Files.createTempFile("exporter", ".log");
    try (ChildProcess exporter =
        ChildProcess.command(EXPORTER.toString(), "--web.listen-address=127.0.0.1:" + port)
            .start("exporter", log)) {
      URI page = URI.create("http://127.0.0.1:" + port + "/metrics");
      exporter.awaitReady(page, PATIENCE);
      Usage before = Usage.of(exporter.pid());
      for (int i = 0; i < effort.of(30, 5); i++) {
        exporter.awaitReady(page, PATIENCE);
        TimeUnit.SECONDS.sleep(1);
      }
      Usage after = Usage.of(exporter.pid());
      report.add(Figure.of("prometheus-node-exporter.resident", after.residentMib(), "MiB"));
      report.add(Figure.of("prometheus-node-exporter.core", after.coreSince(before), "%"));
    }
    Files.delete(log);
  }

  private double core(ChildProcess agent) throws IOException, InterruptedException {
    Usage before = Usage.of(agent.pid());
    TimeUnit.SECONDS.sleep(effort.of(60, 10));
    return Usage.of(agent.pid()).coreSince(before);
  }

  /** What runs once a second is compiled only minutes after the start. */
  private void awaitCompilation() throws InterruptedException {
    TimeUnit.SECONDS.sleep(effort.of(180, 3));
  }

  private void settle() throws InterruptedException {
    TimeUnit.SECONDS.sleep(effort.of(45, 3));
  }

  private static List<AssignedWorkload> workloads(int from, int to, long epoch, Fencing fencing) {
    return IntStream.range(from, to).mapToObj(i -> Desk.workload(i, epoch, fencing)).toList();
  }

  private Fleet fleet(Sandbox sandbox, String prefix) {
    Fleet fleet = new Fleet(installation, sandbox, prefix);
    fleet.createTopics();
    return fleet;
  }

  /** The archive of classes that the README of the agent tells how to make. */
  private void archive(Fleet fleet, Scribe scribe) throws InterruptedException {
    ChildProcess once =
        start(fleet, "n0", AgentPlan.SMALL_HEAP, "-XX:ArchiveClassesAtExit=" + archive);
    firstHeartbeat(scribe, "n0");
    once.terminate(PATIENCE);
  }

  private ChildProcess start(Fleet fleet, String node, String... flags) {
    Path directory = fleet.directory();
    var plan =
        new AgentPlan(
            List.of(flags),
            node,
            "z1",
            "fencing: {runtime-directory: %s}\n".formatted(directory.resolve("run")) + PROGRAMS,
            directory.resolve(node),
            List.of());
    report.say("JVM flags of " + node + ": " + String.join(" ", plan.jvm()));
    return fleet.start(plan);
  }

  private static Scribe scribe(Fleet fleet) {
    return new Scribe(
        fleet.clients(),
        fleet.registry(),
        List.of(fleet.topics().heartbeats(), fleet.topics().commandResults()));
  }

  private static Scribe.Line firstHeartbeat(Scribe scribe, String node)
      throws InterruptedException {
    Optional<Scribe.Line> first =
        scribe.first(0, Heartbeat.class, PATIENCE, beat -> beat.getNode().equals(node));
    return first.orElseThrow(() -> new IllegalStateException("no heartbeat came"));
  }

  private static Desk desk(Fleet fleet, Scribe scribe, Scribe.Line first) {
    Heartbeat beat = (Heartbeat) first.value();
    return new Desk(fleet, scribe, beat.getNode(), beat.getIncarnation());
  }
}
