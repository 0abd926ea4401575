package io.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.ProcessTable;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.ResultKind;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.sandbox.SandboxPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The agent while the broker is stopped, suspended, and back again. */
class BrokerAwayIT {

  @RegisterExtension
  static final SandboxExtension sandbox =
      SandboxExtension.ofItsOwn(SandboxPlan.of(Part.BROKER, Part.REGISTRY).withBrokerProcess());

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;
  private AgentProcess agent;

  @AfterEach
  void stopAgent() throws Exception {
    sandbox.brokerProcess().resume();
    agent.close();
  }

  @Test
  void anAgentWithoutABrokerSaysSoAndJoinsWhenItComes() throws Exception {
    Cluster cluster = cluster("late.");
    sandbox.brokerProcess().stop();
    agent = new AgentProcess(directory).start(cluster.agentYaml("n1", "programs: {}"));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(agent.page("/readyz"))
                    .contains("heartbeats: ")
                    .contains("not ready")
                    .contains("assignments: "));
    assertThat(agent.status("/healthz")).isEqualTo(200);

    sandbox.brokerProcess().start();

    agent.awaitReady();
    assertThat(cluster.read(cluster.topics.heartbeats(), Heartbeat.class)).isNotEmpty();
  }

  @Test
  void aBrokerThatStandsStillForTwentySecondsStopsNothing() throws Exception {
    Cluster cluster = cluster("still.");
    String programs =
        """
        programs:
          sleeper: {command: [sh, -c, 'echo $$ > %s/pid; exec sleep 1000']}
        """
            .formatted(directory);
    agent = new AgentProcess(directory).start(cluster.agentYaml("n1", programs)).awaitReady();
    Heartbeat before = newest(cluster);
    cluster.assign(
        "n1", before.getIncarnation(), new AssignedWorkload("a", 1L, "sleeper", Fencing.NONE));
    await().atMost(PATIENCE).until(() -> !results(cluster).isEmpty());
    long workload = Long.parseLong(Files.readString(directory.resolve("pid")).strip());

    sandbox.brokerProcess().suspend();
    await()
        .pollDelay(Duration.ofSeconds(20))
        .atMost(Duration.ofSeconds(40))
        .until(() -> agent.status("/readyz") == 503);
    sandbox.brokerProcess().resume();
    long resumed = System.currentTimeMillis();

    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> newest(cluster).getSentAtMillis() > resumed);
    assertThat(newest(cluster).getIncarnation()).isEqualTo(before.getIncarnation());
    assertThat(ProcessTable.find(workload).filter(ProcessEntry::isAlive)).isPresent();
    assertThat(results(cluster))
        .extracting(CommandResult::getResult)
        .containsExactly(ResultKind.STARTED);
    agent.awaitReady();
  }

  @Test
  void resultsThatNobodyHeardSurviveAKillOfTheAgent() throws Exception {
    Cluster cluster = cluster("kill.");
    String programs =
        """
        programs:
          brief: {command: [sh, -c, 'while [ ! -e %s/enough ]; do sleep 0.1; done; exit 4']}
        """
            .formatted(directory);
    String yaml = cluster.agentYaml("n1", programs);
    agent = new AgentProcess(directory).start(yaml).awaitReady();
    long incarnation = newest(cluster).getIncarnation();
    cluster.assign("n1", incarnation, new AssignedWorkload("a", 1L, "brief", Fencing.NONE));
    await().atMost(PATIENCE).until(() -> !results(cluster).isEmpty());
    sandbox.brokerProcess().suspend();
    Files.writeString(directory.resolve("enough"), "");
    await()
        .atMost(PATIENCE)
        .until(() -> agent.page("/metrics").contains("holdfast_agent_results_pending 2.0"));

    agent.kill();
    sandbox.brokerProcess().resume();
    agent.start(yaml).awaitReady();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(resultsWithoutRepeats(cluster, incarnation))
                    .containsExactly(ResultKind.STARTED, ResultKind.FAILED, ResultKind.STOPPED));
    assertThat(agent.page("/metrics")).contains("holdfast_agent_results_pending 0.0");
  }

  private static Cluster cluster(String prefix) throws Exception {
    sandbox.brokerProcess().start();
    return new Cluster(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix).createTopics();
  }

  private static Heartbeat newest(Cluster cluster) {
    return cluster.newest(cluster.topics.heartbeats(), Heartbeat.class).orElseThrow();
  }

  /** What the killed agent had sent to the suspended broker stands there as well. */
  private static List<ResultKind> resultsWithoutRepeats(Cluster cluster, long incarnation) {
    return results(cluster).stream()
        .filter(result -> result.getIncarnation() == incarnation)
        .map(CommandResult::getResult)
        .distinct()
        .toList();
  }

  private static List<CommandResult> results(Cluster cluster) {
    return cluster.read(cluster.topics.commandResults(), CommandResult.class);
  }
}
