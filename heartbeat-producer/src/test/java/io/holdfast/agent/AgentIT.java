package io.holdfast.agent;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.ProcessTable;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LoadSample;
import io.holdfast.records.NodeProfile;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.sandbox.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The agent from its jar, against a real broker and a real registry. */
class AgentIT {

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROGRAMS =
      """
      programs:
        sleeper:
          command: [sh, -c, 'echo $HOLDFAST_EPOCH >> "$OUT/$HOLDFAST_WORKLOAD.epochs"; echo $$ > "$OUT/$HOLDFAST_WORKLOAD.pid"; sleep 1000 & wait']
          environment: {OUT: "%1$s"}
        missing:
          command: [/no/such/program]
        filler:
          command: [sh, -c, 'head -c 100000 /dev/zero | tr "\\0" x; echo; sleep 1000']
        sick:
          command: [sh, -c, 'echo $HOLDFAST_EPOCH >> "$OUT/$HOLDFAST_WORKLOAD.epochs"; exec sleep 1000']
          environment: {OUT: "%1$s"}
          probe: {command: ["false"], interval: 50ms, timeout: 20s, failures: 2, start-grace: 1ms}
        dying:
          command: [sh, -c, 'echo cannot open the disk; exit 3']
      """;

  @TempDir Path directory;
  private Cluster cluster;
  private AgentProcess agent;
  private String yaml;

  @BeforeEach
  void startAgent() throws Exception {
    agent = new AgentProcess(directory);
    yaml = yamlOfNewCluster();
    agent.start(yaml).awaitReady();
  }

  private String yamlOfNewCluster() throws Exception {
    cluster =
        new Cluster(
                sandbox.bootstrapServers(),
                sandbox.registryUrl(),
                "it" + UUID.randomUUID().toString().substring(0, 8) + ".")
            .createTopics();
    return "fencing: {cgroup: /no/such/group}\nlogs: {max-size: 64KiB}\n"
        + cluster.agentYaml("n1", PROGRAMS.formatted(directory));
  }

  @AfterEach
  void stopAgent() throws Exception {
    agent.close();
  }

  @Test
  void aNodeJoinsRunsWhatItIsAssignedAndLeavesInOrder() throws Exception {
    Heartbeat first = heartbeats().get(0);
    assertThat(first.getSequence()).isEqualTo(1);
    assertThat(first.getPredecessor()).isNull();
    assertThat(first.getIncarnation()).isGreaterThan(1_700_000_000_000L);
    NodeProfile profile = cluster.newest(cluster.topics.nodes(), NodeProfile.class).orElseThrow();
    assertThat(profile.getCapacity()).containsKeys("cpu", "memory");
    assertThat(profile.getPrograms())
        .containsExactly("dying", "filler", "missing", "sick", "sleeper");

    cluster.assign(
        "n1",
        first.getIncarnation(),
        workload("a", 5, "sleeper"),
        workload("b", 6, "missing"),
        workload("c", 7, "dying"),
        workload("d", 8, "unknown"),
        new AssignedWorkload("e", 9L, "sleeper", Fencing.LEASE));

    awaitResults(
        "a@5 STARTED NONE",
        "b@6 FAILED NOT_EXECUTABLE",
        "b@6 STOPPED NOT_EXECUTABLE",
        "c@7 STARTED NONE",
        "c@7 FAILED EXITED",
        "c@7 STOPPED EXITED",
        "d@8 REFUSED UNKNOWN_PROGRAM",
        "e@9 REFUSED NO_FENCING");
    assertThat(results())
        .filteredOn(result -> result.getWorkload().equals("c"))
        .filteredOn(result -> !result.getDetail().isEmpty())
        .allSatisfy(r -> assertThat(r.getDetail()).contains("exit code 3: cannot open the disk"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(cluster.newest(cluster.topics.loadSamples(), LoadSample.class))
                    .hasValueSatisfying(
                        sample -> {
                          assertThat(sample.getUtilisation()).containsKeys("cpu", "memory");
                          assertThat(sample.getWorkloads()).hasSize(1);
                          assertThat(sample.getWorkloads().get(0).getUsage().get("memory"))
                              .isGreaterThan(100_000);
                        }));
    long workload = pidOf("a");

    assertThat(agent.terminate()).as(agent.log()).isZero();

    assertThat(alive(workload)).isFalse();
    assertThat(cluster.outcomes()).contains("a@5 STOPPED SHUTDOWN");
    List<Heartbeat> all = heartbeats();
    assertThat(all.get(all.size() - 1).getMode()).isEqualTo(HeartbeatMode.LEFT);
  }

  @Test
  void aWorkloadThatStaysUnhealthyIsStartedOnceMoreAndThenGivenBack() throws Exception {
    cluster.assign("n1", heartbeats().get(0).getIncarnation(), workload("a", 5, "sick"));

    awaitResults("a@5 STOPPED UNHEALTHY");

    assertThat(cluster.outcomes()).containsExactly("a@5 FAILED UNHEALTHY", "a@5 STOPPED UNHEALTHY");
    assertThat(results()).allSatisfy(r -> assertThat(r.getDetail()).contains("false ended with 1"));
    assertThat(Files.readAllLines(directory.resolve("a.epochs"))).containsExactly("5", "5");
  }

  @Test
  void aWorkloadThatFillsItsLogIsReportedForWhatItIsAndGoesOn() throws Exception {
    cluster.assign(
        "n1",
        heartbeats().get(0).getIncarnation(),
        workload("a", 5, "filler"),
        workload("b", 6, "sleeper"));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(agent.page("/metrics"))
                    .contains("holdfast_agent_filled_logs_total 1.0"));

    assertThat(agent.log())
        .containsPattern("WARN .*a workload has filled its log, .* workload=a size=\\d{5,6}\n");
    assertThat(directory.resolve("state/logs/a.log.1")).hasSize(64 << 10);
    awaitResults("a@5 STARTED NONE", "b@6 STARTED NONE");
    assertThat(cluster.outcomes()).hasSize(2);
    assertThat(agent.status("/readyz")).isEqualTo(200);
  }

  @Test
  void aKilledAgentComesBackAsANewIncarnationAndRunsNothingStale() throws Exception {
    long before = heartbeats().get(0).getIncarnation();
    cluster.assign("n1", before, workload("a", 5, "sleeper"), workload("b", 6, "sleeper"));
    awaitResults("a@5 STARTED NONE", "b@6 STARTED NONE");
    long leftover = pidOf("a");
    agent.kill();
    assertThat(alive(leftover)).as("workloads outlive the agent").isTrue();

    agent.start(yaml).awaitReady();

    assertThat(alive(leftover)).as("what was left is ended").isFalse();
    Heartbeat after = cluster.newest(cluster.topics.heartbeats(), Heartbeat.class).orElseThrow();
    assertThat(after.getIncarnation()).isGreaterThan(before);
    assertThat(after.getPredecessor()).isEqualTo(before);
    awaitResults(
        "a@5 STOPPED NONE",
        "b@6 STOPPED NONE",
        "a@5 REFUSED WRONG_INCARNATION",
        "b@6 REFUSED WRONG_INCARNATION");

    cluster.assign("n1", after.getIncarnation(), workload("a", 7, "sleeper"));
    awaitResults("a@7 STARTED NONE");
    assertThat(Files.readAllLines(directory.resolve("a.epochs"))).containsExactly("5", "7");
  }

  @Test
  void anAgentThatALaterIncarnationHasOvertakenBeginsOneBeyondIt() throws Exception {
    long overtaking = heartbeats().get(0).getIncarnation() + 3_600_000;
    cluster.assign("n1", overtaking);
    agent.kill();

    agent.start(yaml).awaitReady();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(heartbeats()).anyMatch(beat -> beat.getIncarnation() > overtaking));
    Heartbeat beyond = cluster.newest(cluster.topics.heartbeats(), Heartbeat.class).orElseThrow();
    cluster.assign("n1", beyond.getIncarnation(), workload("a", 5, "sleeper"));
    awaitResults("a@5 STARTED NONE");
  }

  @Test
  void aSecondAgentOnTheSameDirectoryIsRefusedInOneSentence() throws Exception {
    Path elsewhere = Files.createDirectory(directory.resolve("second"));
    try (var second = new AgentProcess(elsewhere)) {
      second.start(yaml.replace("state-directory: state", "state-directory: ../state"));

      assertThat(second.exitCode()).isEqualTo(3);
      assertThat(second.log()).contains("is in use by another agent: stop that one");
    }
    assertThat(agent.isAlive()).isTrue();
  }

  @Test
  void anAssignmentThatCannotBeReadIsADeadLetterAndTheNextOneCounts() throws Exception {
    cluster.write(cluster.topics.assignments(), "n1", "not avro".getBytes("UTF-8"));
    cluster.assign("n1", heartbeats().get(0).getIncarnation(), workload("", 5, "sleeper"));
    cluster.assign("n1", heartbeats().get(0).getIncarnation(), workload("a", 6, "sleeper"));

    awaitResults("a@6 STARTED NONE");
    assertThat(cluster.count(cluster.topics.deadLetters())).isEqualTo(2);
    assertThat(agent.page("/metrics")).contains("holdfast_agent_dead_letters_total");
  }

  @Test
  void anAgentWithKeysSignsItsWordAndRunsNothingThatItsDispatcherHasNotSigned() throws Exception {
    var keys = new SigningKeys(directory);
    Map<String, String> ofDispatcher = keys.makeTrusted("@dispatcher");
    Map<String, String> registry = new TreeMap<>(keys.makeTrusted("n1"));
    registry.putAll(keys.trusted());
    assertThat(agent.terminate()).isZero();
    String properties =
        registry.entrySet().stream()
            .map(setting -> "\"%s\": \"%s\"".formatted(setting.getKey(), setting.getValue()))
            .collect(joining(", ", ", properties: {", "}}"));
    String url = "registry: {url: \"" + sandbox.registryUrl() + "\"";
    agent.start(yamlOfNewCluster().replace(url + "}", url + properties)).awaitReady();
    var newest = cluster.newest(cluster.topics.heartbeats(), Heartbeat.class).orElseThrow();

    cluster.assign("n1", newest.getIncarnation(), workload("a", 5, "sleeper"));
    awaitResults("a@5 REFUSED UNAUTHENTIC");
    cluster.signWith(ofDispatcher);
    cluster.assign("n1", newest.getIncarnation(), workload("a", 5, "sleeper"));
    awaitResults("a@5 STARTED NONE");

    assertThat(cluster.read(cluster.topics.commandResults(), CommandResult.class, keys.trusted()))
        .hasSize(2);
    assertThat(cluster.read(cluster.topics.heartbeats(), Heartbeat.class, keys.trusted()))
        .isNotEmpty();
    NodeProfile profile = cluster.newest(cluster.topics.nodes(), NodeProfile.class).orElseThrow();
    assertThat(Files.readString(directory.resolve("trusted")))
        .contains("n1 " + profile.getLabels().get("holdfast.public-key"));
  }

  private static AssignedWorkload workload(String id, long epoch, String program) {
    return new AssignedWorkload(id, epoch, program, Fencing.NONE);
  }

  private List<Heartbeat> heartbeats() {
    return cluster.read(cluster.topics.heartbeats(), Heartbeat.class);
  }

  private List<CommandResult> results() {
    return cluster.read(cluster.topics.commandResults(), CommandResult.class);
  }

  private void awaitResults(String... expected) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.outcomes()).contains(expected));
  }

  private long pidOf(String workload) throws Exception {
    return Long.parseLong(Files.readString(directory.resolve(workload + ".pid")).strip());
  }

  /** Also false for what has ended and was not waited for, as under an init that does not. */
  private static boolean alive(long pid) throws IOException {
    return ProcessTable.find(pid).filter(ProcessEntry::isAlive).isPresent();
  }
}
