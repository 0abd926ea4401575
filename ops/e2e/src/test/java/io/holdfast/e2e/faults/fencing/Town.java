package io.holdfast.e2e.faults.fencing;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.fleet.Fleet;
import io.holdfast.bench.fleet.Installation;
import io.holdfast.bench.fleet.Scribe;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.Fencing;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.LogPosition;
import io.holdfast.records.MoveOrder;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.Pulse;
import io.holdfast.records.WorkloadSpec;
import io.holdfast.sandbox.BrokerCluster;
import io.holdfast.sandbox.BrokerProcess;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.policy.DefaultPolicy;
import io.holdfast.schemas.time.Profile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** Five nodes with leased workloads, the apps, a broker: everything that faults can strike. */
final class Town implements AutoCloseable {

  static final int WORKLOADS = 150;
  private static final int NODES = 5;

  /** The longest silence of an incarnation that beats no more until it is ENDED, without graces. */
  private static final Duration LEASE_AND_MARGIN =
      Node.LONGEST_LEASE.plus(Profile.FAST.margin(Node.LONGEST_LEASE));

  /**
   * From the end of the last fault until everything runs. The profile alone tells how long proof
   * takes: a lease and its margin, all graces that may excuse the silence, and a pulse of each app.
   * That is not enough for faults after which apps, brokers or agents start again, so what these
   * take in the worst case is added.
   */
  private static final Duration RUNS_AGAIN_WITHIN =
      LEASE_AND_MARGIN.plus(graces()).plus(Profile.FAST.pulse().multipliedBy(2)).plus(starts());

  private static final Duration CALM = LEASE_AND_MARGIN.plusSeconds(1);
  private static final Duration CALM_WITHIN = RUNS_AGAIN_WITHIN.plus(CALM);
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(5);
  private static final int STARVED_MILLIS = 300;
  private static final int LOG_DEPTH = 3;
  private static final long ALIVE_NANOS = 1_000_000_000L;

  private final Sandbox sandbox;
  private final Fleet fleet;
  private final List<Node> nodes = new ArrayList<>();
  private final Path workloads;
  private final Judges judges;
  private Scribe scribe;

  private Town(Sandbox sandbox) throws IOException {
    this.sandbox = sandbox;
    this.fleet = new Fleet(Installation.find(), sandbox, "town.");
    this.workloads = Files.createDirectories(fleet.directory().resolve("workloads"));
    this.judges = new Judges(workloads);
    try (InputStream witness = Town.class.getResourceAsStream("witness.pl")) {
      Files.write(workloads.resolve("witness.pl"), witness.readAllBytes());
    }
  }

  /**
   * @param brokers how many nodes Kafka has
   * @throws IOException when this machine or user may not make network namespaces
   */
  static Town build(int brokers) throws Exception {
    Sandbox sandbox =
        Sandbox.start(SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcesses(brokers));
    Town town = new Town(sandbox);
    try {
      town.settle();
      return town;
    } catch (Exception | Error e) {
      town.close();
      throw e;
    }
  }

  private void settle() throws Exception {
    fleet.createTopics(brokers().size() == 3 ? Durability.PRODUCTION : Durability.SANDBOX);
    fleet.startApps();
    fleet.declare(policy());
    scribe =
        new Scribe(
            fleet.clients(),
            fleet.registry(),
            List.of(
                fleet.topics().heartbeats(),
                fleet.topics().nodeStatus(),
                fleet.topics().placements(),
                fleet.topics().decisions()),
            Town::tells);
    List<Integer> ports = new ArrayList<>(brokerPorts());
    ports.add(URI.create(sandbox.registryUrl()).getPort());
    for (int i = 1; i <= NODES; i++) {
      nodes.add(new Node(fleet, "n" + i, ports, workloads));
    }
    nodes.forEach(Node::start);
    fleet.declare(specs());
    awaitAllRunning();
  }

  /** Heartbeats only where the agent says that it was starved itself. */
  private static boolean tells(SpecificRecord record) {
    return record instanceof Heartbeat beat
        ? beat.getTimerLatenessMillis() >= STARVED_MILLIS
        : !(record instanceof Pulse || record instanceof PolicyMark);
  }

  List<Integer> brokerPorts() {
    return Stream.of(sandbox.bootstrapServers().split(","))
        .map(server -> Integer.parseInt(server.substring(server.lastIndexOf(':') + 1)))
        .toList();
  }

  Fleet fleet() {
    return fleet;
  }

  List<Node> nodes() {
    return nodes;
  }

  List<BrokerProcess> brokers() {
    return sandbox.broker() instanceof BrokerCluster cluster
        ? cluster.nodes()
        : List.of(sandbox.brokerProcess());
  }

  Judges judges() {
    return judges;
  }

  /**
   * A moment from which on everything that is said is of what happened since.
   *
   * @param place in what the topics say
   * @param incarnations the newest of each node
   */
  record Moment(int place, Map<String, Long> incarnations) {}

  /**
   * Waits until for longer than any lease and its margin every workload ran, none was placed and
   * every node was called ALIVE, if anything: what earlier faults began has come to its end.
   */
  Moment awaitCalm() throws Exception {
    long begin = System.nanoTime();
    long since = begin;
    int place = scribe.size();
    while (System.nanoTime() - since < CALM.toNanos()) {
      boolean isCalm =
          silent().isEmpty()
              && scribe.since(place, Placement.class).isEmpty()
              && scribe.since(place, NodeStatus.class).stream()
                  .allMatch(status -> status.getState() == NodeState.ALIVE);
      if (!isCalm) {
        since = System.nanoTime();
        place = scribe.size();
      }
      assertThat(System.nanoTime() - begin)
          .as("not calm within %s", CALM_WITHIN)
          .isLessThan(CALM_WITHIN.toNanos());
      TimeUnit.MILLISECONDS.sleep(100);
    }
    Map<String, Long> incarnations = new TreeMap<>();
    scribe
        .since(0, NodeStatus.class)
        .forEach(s -> incarnations.merge(s.getNode(), s.getIncarnation(), Math::max));
    return new Moment(scribe.size(), incarnations);
  }

  private static Duration graces() {
    LivenessSettings settings = LivenessSettings.of(Profile.FAST);
    return settings.reconnectBudget().multipliedBy(1 + settings.gracesPerSilence());
  }

  /** What no profile tells: Kafka's time-outs, the guards of the policy, and the machine. */
  private static Duration starts() {
    Duration session = Duration.ofSeconds(6); // default of both apps
    Duration transaction = Duration.ofSeconds(4); // until the broker aborts what was left open
    Duration lag = Duration.ofMillis(policy().getGuards().getMaxJudgementLagMillis());
    Duration backOffs = Duration.ofSeconds(1 + 2 + 4 + 8); // the next failure holds the workload
    Duration processes = Duration.ofSeconds(30); // an app and an agent, on a busy machine
    return session.plus(transaction).plus(lag).plus(backOffs).plus(processes);
  }

  /** Every workload shows signs of life; how long that took, seconds. */
  double awaitAllRunning() throws Exception {
    long begin = System.nanoTime();
    while (true) {
      Set<String> silent = silent();
      if (silent.isEmpty()) {
        return (System.nanoTime() - begin) / 1e9;
      }
      assertThat(System.nanoTime() - begin)
          .as("not running again within %s: %s", RUNS_AGAIN_WITHIN, told(silent))
          .isLessThan(RUNS_AGAIN_WITHIN.toNanos());
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Workloads that show no sign of life. */
  private Set<String> silent() throws IOException {
    Map<String, Long> signs = judges.lastSigns();
    long now = System.nanoTime(); // CLOCK_MONOTONIC, as the workloads write it
    return IntStream.range(0, WORKLOADS)
        .mapToObj(Town::workload)
        .filter(id -> now - signs.getOrDefault(id, Long.MIN_VALUE / 2) > ALIVE_NANOS)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<String> told(Set<String> silent) {
    List<Placement> placements = scribe.since(0, Placement.class);
    return silent.stream()
        .map(
            id ->
                placements.stream()
                    .filter(p -> p.getWorkload().equals(id))
                    .reduce((a, b) -> b)
                    .map(p -> id + " " + p.getPhase() + " on " + p.getNode() + ": " + p.getWhy())
                    .orElse(id + " was never placed"))
        .toList();
  }

  /**
   * Workloads that were held without a decision. A hold begins where a placement is HELD and the
   * one before of the workload is not; its decision was brought by the same record of pool-events.
   */
  List<String> unexplainedHolds() throws InterruptedException {
    List<String> unexplained = new ArrayList<>();
    Map<String, PlacementPhase> before = new TreeMap<>();
    Set<String> explained =
        scribe.since(0, Decision.class).stream()
            .filter(d -> d.getKind() == DecisionKind.HOLD)
            .map(d -> hold(d.getWorkload(), d.getTrigger()))
            .collect(Collectors.toSet());
    for (Placement placement : scribe.since(0, Placement.class)) {
      PlacementPhase was = before.put(placement.getWorkload(), placement.getPhase());
      boolean begins = placement.getPhase() == PlacementPhase.HELD && was != PlacementPhase.HELD;
      String hold = hold(placement.getWorkload(), placement.getDecidedAt());
      if (begins && !explained.contains(hold) && !isToldSoon(hold)) {
        unexplained.add(hold + ": " + placement.getWhy());
      }
    }
    return unexplained;
  }

  /** One transaction writes placement and decision; they are read from two topics. */
  private boolean isToldSoon(String hold) throws InterruptedException {
    return scribe
        .first(
            0,
            Decision.class,
            TOLD_WITHIN,
            d ->
                d.getKind() == DecisionKind.HOLD
                    && hold(d.getWorkload(), d.getTrigger()).equals(hold))
        .isPresent();
  }

  private static String hold(String workload, LogPosition trigger) {
    return workload + " held by " + trigger.getPartition() + "-" + trigger.getOffset();
  }

  /** Identities of decisions that were published more than once. */
  List<String> doubledDecisions() {
    Set<String> seen = new TreeSet<>();
    return scribe.since(0, Decision.class).stream()
        .map(Decision::getId)
        .filter(id -> !seen.add(id))
        .toList();
  }

  /** What was concluded since. */
  Silence silence(Moment moment) {
    Set<String> starved =
        scribe.since(moment.place(), Heartbeat.class).stream()
            .map(Heartbeat::getNode)
            .collect(Collectors.toSet());
    return new Silence(
        moment.incarnations(),
        scribe.since(moment.place(), NodeStatus.class),
        scribe.since(moment.place(), Decision.class),
        starved);
  }

  /** What the same log brings when it is folded again, in words of the command that does it. */
  String replay() {
    Path log = fleet.directory().resolve("replay.log");
    ChildProcess replay =
        ChildProcess.java(io.holdfast.cli.Main.class.getName())
            .jvmOptions("-Xmx512m")
            .arguments(
                "replay",
                "--profile",
                "fast",
                "--bootstrap",
                sandbox.bootstrapServers(),
                "--registry",
                sandbox.registryUrl(),
                "--prefix",
                fleet.topics().prefix())
            .start("replay", log);
    int code = replay.awaitExit(Duration.ofMinutes(5));
    try {
      return "exit code " + code + "\n" + Files.readString(log);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What every process said, where it can be read afterwards. */
  void keepLogs() throws IOException {
    Path kept = Path.of("target", "faults", "fencing");
    Path all = sandbox.directory();
    try (Stream<Path> files = Files.walk(all, LOG_DEPTH)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        Path copy = kept.resolve(all.relativize(log));
        Files.createDirectories(copy.getParent());
        Files.copy(log, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    System.out.println("fencing: the logs of all processes are in ops/e2e/" + kept);
  }

  private static PoolPolicy policy() {
    PoolPolicy policy = DefaultPolicy.of(Fleet.POOL);
    policy.setVersion(1);
    policy.setReason("faults");
    policy.setLiveness(DefaultPolicy.liveness(Profile.FAST));
    policy.getGuards().setBreakerShare(1.0);
    policy.getGuards().setFailoversPerMinute(1_000_000);
    return policy;
  }

  static String workload(int i) {
    return "db-%02d".formatted(i);
  }

  private static List<WorkloadSpec> specs() {
    return IntStream.range(0, WORKLOADS)
        .mapToObj(
            i ->
                WorkloadSpec.newBuilder()
                    .setWorkload(workload(i))
                    .setPool(Fleet.POOL)
                    .setVersion(1)
                    .setProgram("witness")
                    .setDemand(Map.of("cpu", 0.05))
                    .setFencing(Fencing.LEASE)
                    .setMove(MoveOrder.STOP_FIRST)
                    .build())
        .toList();
  }

  @Override
  public void close() throws Exception {
    if (scribe != null) {
      scribe.close();
    }
    fleet.close();
    for (Node node : nodes) {
      node.close();
    }
    sandbox.close();
  }
}
