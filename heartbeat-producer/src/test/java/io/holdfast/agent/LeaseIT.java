package io.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.agent.fencing.Fences;
import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.ProcessTable;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Fencing;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.sandbox.SandboxPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Leased workloads of an agent from its jar, which is killed, frozen, cut off and upgraded. */
class LeaseIT {

  @RegisterExtension
  static final SandboxExtension sandbox =
      SandboxExtension.ofItsOwn(SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess());

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SETTINGS =
      """
      heartbeat: {profile: fast, lease: 3s}
      fencing: {runtime-directory: %s/run}
      """;
  private static final String PROGRAMS =
      """
      programs:
        sleeper:
          command: [sh, -c, 'echo $$ > "$OUT/$HOLDFAST_WORKLOAD.pid"; trap "" TERM; while :; do sleep 0.1; done']
          environment: {OUT: "%s"}
          stop-grace: 200ms
      """;

  @TempDir Path directory;
  private Cluster cluster;
  private AgentProcess agent;
  private String yaml;
  private long incarnation;
  private long epochs;

  @BeforeEach
  void startAgentWithALeasedAndAnotherWorkload() throws Exception {
    assumeLeasesCanBeKept();
    cluster =
        new Cluster(
                sandbox.bootstrapServers(),
                sandbox.registryUrl(),
                "lease" + UUID.randomUUID().toString().substring(0, 8) + ".")
            .createTopics();
    yaml = SETTINGS.formatted(directory) + cluster.agentYaml("n1", PROGRAMS.formatted(directory));
    agent = new AgentProcess(directory);
    run();
  }

  private void run() throws Exception {
    agent.start(yaml).awaitReady();
    incarnation = newest().getIncarnation();
    cluster.assign(
        "n1",
        incarnation,
        new AssignedWorkload("db", epochs + 5, "sleeper", Fencing.LEASE),
        new AssignedWorkload("web", epochs + 6, "sleeper", Fencing.NONE));
    awaitResults(
        "db@%d STARTED NONE".formatted(epochs + 5), "web@%d STARTED NONE".formatted(epochs + 6));
  }

  /** A lease that a start of the agent fits into, however busy the machine is. */
  private void runWithALongLease() throws Exception {
    runWithLease("60s");
  }

  private void runWithLease(String lease) throws Exception {
    agent.terminate();
    Files.delete(directory.resolve("db.pid"));
    Files.delete(directory.resolve("web.pid"));
    yaml = yaml.replace("lease: 3s", "lease: " + lease);
    epochs += 2;
    run();
  }

  private void assumeLeasesCanBeKept() {
    try {
      Fences.find(Optional.empty(), directory.resolve("run"), directory, 1);
    } catch (IOException e) {
      assumeThat(false).as("leases can be kept here: " + e.getMessage()).isTrue();
    }
  }

  @AfterEach
  void stopAgent() throws Exception {
    if (agent != null) {
      sandbox.brokerProcess().resume();
      signal("CONT");
      agent.close();
    }
  }

  @Test
  void aLeasedWorkloadDoesNotOutliveTheLeaseOfAKilledAgent() throws Exception {
    long db = pidOf("db");

    agent.kill();

    awaitDeath(db);
    long web = pidOf("web");
    assertThat(alive(web)).as("what has no lease lives on").isTrue();
    ProcessHandle.of(web).ifPresent(ProcessHandle::destroyForcibly); // as no agent ends it any more
  }

  @Test
  void aFrozenAgentFindsItsLeasedWorkloadDeadAndBeginsAnotherIncarnation() throws Exception {
    long db = pidOf("db");
    signal("STOP");
    awaitDeath(db);

    signal("CONT");

    awaitSuccessor();
    awaitResults("db@5 STOPPED LEASE_OVER");
    assertThat(alive(pidOf("web"))).as("what has no lease goes on").isTrue();
    cluster.assign(
        "n1", newest().getIncarnation(), new AssignedWorkload("db", 9L, "sleeper", Fencing.LEASE));
    awaitResults("web@6 STOPPED KILLED", "db@9 STARTED NONE");
  }

  @Test
  void anAgentThatIsNotHeardEndsWhatIsLeasedAndComesBackAsAnotherIncarnation() throws Exception {
    long db = pidOf("db");
    sandbox.brokerProcess().suspend();
    awaitDeath(db);

    sandbox.brokerProcess().resume();

    awaitSuccessor();
    awaitResults("db@5 STOPPED LEASE_OVER");
  }

  @Test
  void anUpgradeKeepsTheIncarnationAndWhatRuns() throws Exception {
    runWithALongLease();
    long db = pidOf("db");
    long web = pidOf("web");
    handOver();

    agent.start(yaml).awaitReady();

    assertThat(newest().getIncarnation()).isEqualTo(incarnation);
    assertThat(heartbeats()).extracting(Heartbeat::getMode).contains(HeartbeatMode.RESTARTING);
    assertThat(heartbeats())
        .filteredOn(beat -> beat.getIncarnation() == incarnation)
        .extracting(Heartbeat::getSequence)
        .doesNotHaveDuplicates();
    assertThat(alive(db)).isTrue();
    assertThat(alive(web)).isTrue();
    cluster.assign("n1", incarnation);
    awaitResults("db@7 STOPPED KILLED", "web@8 STOPPED KILLED");
    assertThat(alive(db)).isFalse();
    assertThat(alive(web)).isFalse();
  }

  @Test
  void anUpgradeThatChangesTheLeaseEndsTheIncarnation() throws Exception {
    runWithALongLease();
    long db = pidOf("db");
    handOver();

    agent.start(yaml.replace("lease: 60s", "lease: 61s")).awaitReady();

    assertThat(alive(db)).isFalse();
    assertThat(newest().getPredecessor()).isEqualTo(incarnation);
    awaitResults("db@7 STOPPED NONE");
  }

  @Test
  void anUpgradeWithoutAProgramThatRunsEndsTheIncarnation() throws Exception {
    runWithALongLease();
    long db = pidOf("db");
    long web = pidOf("web");
    handOver();

    agent.start(yaml.replace("sleeper:", "another:"));

    await("an answer about db")
        .atMost(PATIENCE)
        .until(
            () ->
                cluster.outcomes().stream().anyMatch(o -> o.matches("db@7 (STOPPED|REFUSED) .*")));
    assertThat(alive(db)).as(agent.log()).isFalse();
    assertThat(alive(web)).isFalse();
    agent.awaitReady();
    assertThat(agent.log()).contains("db@7 was launched as program sleeper by exec");
    assertThat(newest().getPredecessor()).isEqualTo(incarnation);
    awaitResults("db@7 STOPPED NONE", "db@7 REFUSED WRONG_INCARNATION");
    assertThat(cluster.outcomes()).doesNotContain("db@7 REFUSED UNKNOWN_PROGRAM");
  }

  @Test
  void anUpgradeThatFindsAGuardGoneEndsTheIncarnation() throws Exception {
    runWithALongLease();
    long db = pidOf("db");
    handOver();
    List<Long> guards = guards();
    assertThat(guards).hasSize(2);
    ProcessHandle.of(guards.get(0)).orElseThrow().destroyForcibly();
    await().until(() -> !alive(guards.get(0)));
    assertThat(alive(db)).as("the other guard still waits").isTrue();

    agent.start(yaml).awaitReady();

    assertThat(alive(db)).isFalse();
    assertThat(agent.log()).contains("a guard of it is gone");
    assertThat(newest().getPredecessor()).isEqualTo(incarnation);
    awaitResults("db@7 STOPPED NONE");
  }

  @Test
  void anUpgradeThatComesAfterTheLeaseBeginsAnotherIncarnation() throws Exception {
    runWithLease("10s");
    long db = pidOf("db");
    handOver();
    awaitDeath(db);

    agent.start(yaml).awaitReady();

    assertThat(agent.log()).contains("its lease is over");
    assertThat(newest().getPredecessor()).isEqualTo(incarnation);
    awaitResults("db@7 STOPPED NONE", "web@8 STOPPED NONE");
  }

  @Test
  void anOrderlyEndIsToldOnlyWhenNothingLives() throws Exception {
    long db = pidOf("db");

    assertThat(agent.terminate()).as(agent.log()).isZero();

    assertThat(alive(db)).isFalse();
    assertThat(newest().getMode()).isEqualTo(HeartbeatMode.LEFT);
    assertThat(cluster.outcomes()).contains("db@5 STOPPED SHUTDOWN");
  }

  /** SIGHUP: the agent ends and leaves everything to the next one. */
  private void handOver() throws Exception {
    assumeThatHangUpsAreHeard();
    signal("HUP");
    assertThat(agent.exitCode()).as(agent.log()).isZero();
    assertThat(directory.resolve("state/handover")).exists();
  }

  private List<Long> guards() throws IOException {
    return Files.readAllLines(directory.resolve("state/fences")).stream()
        .filter(line -> line.matches("guard-[0-9]-pid=.*"))
        .map(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
        .toList();
  }

  private void awaitSuccessor() {
    await("a successor")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(newest().getIncarnation()).isGreaterThan(incarnation));
    Heartbeat first =
        heartbeats().stream()
            .filter(beat -> beat.getIncarnation() > incarnation)
            .findFirst()
            .orElseThrow();
    // One of its own that nobody heard may be between them.
    assertThat(first.getPredecessor()).isGreaterThanOrEqualTo(incarnation);
  }

  private void awaitDeath(long pid) {
    await("its lease is over").atMost(PATIENCE).until(() -> !alive(pid));
  }

  private List<Heartbeat> heartbeats() {
    return cluster.read(cluster.topics.heartbeats(), Heartbeat.class);
  }

  private Heartbeat newest() {
    return cluster.newest(cluster.topics.heartbeats(), Heartbeat.class).orElseThrow();
  }

  private void awaitResults(String... expected) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.outcomes()).contains(expected));
  }

  private long pidOf(String workload) {
    Path file = directory.resolve(workload + ".pid");
    return await()
        .atMost(PATIENCE)
        .until(() -> Files.exists(file) ? Files.readString(file).strip() : "", t -> !t.isEmpty())
        .transform(Long::parseLong);
  }

  private static boolean alive(long pid) throws IOException {
    return ProcessTable.find(pid).filter(ProcessEntry::isAlive).isPresent();
  }

  private void signal(String signal) throws Exception {
    new ProcessBuilder("sh", "-c", "kill -s $0 $1", signal, Long.toString(agent.pid()))
        .start()
        .waitFor();
  }

  /** A process that was started with SIGHUP ignored, as nohup does, ignores it for ever. */
  private static void assumeThatHangUpsAreHeard() throws IOException {
    String ignored =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    assumeThat(Long.parseUnsignedLong(ignored.substring(7).strip(), 16) & 1)
        .as("the build was not started with SIGHUP ignored, which its agents inherit")
        .isZero();
  }
}
