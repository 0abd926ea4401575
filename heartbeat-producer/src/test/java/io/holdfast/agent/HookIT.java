package io.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Fencing;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.runtime.ExitCode;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workloads that an operator's scripts run, and that do not end, under an agent of its own process.
 */
class HookIT {

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROGRAMS =
      """
      programs:
        stubborn:
          driver: hook
          hook:
            start: [touch, "%1$s/${workload}.runs"]
            stop: ["true"]
            status: [sh, -c, "test -e %1$s/${workload}.runs || exit 3"]
            interval: 100ms
          stop-grace: 200ms
      """;

  @TempDir Path directory;
  private Cluster cluster;
  private AgentProcess agent;

  @AfterEach
  void stopAgent() throws Exception {
    Files.deleteIfExists(directory.resolve("a.runs"));
    agent.close();
  }

  @Test
  void whatScriptsRunIsNeverDisowned() throws Exception {
    cluster =
        new Cluster(
                sandbox.bootstrapServers(),
                sandbox.registryUrl(),
                "hook" + UUID.randomUUID().toString().substring(0, 8) + ".")
            .createTopics();
    String yaml = cluster.agentYaml("n1", PROGRAMS.formatted(directory));
    agent = AgentProcess.impatient(directory);
    agent.start(yaml).awaitReady();
    cluster.assign(
        "n1",
        heartbeats().get(0).getIncarnation(),
        new AssignedWorkload("a", 5L, "stubborn", Fencing.NONE));
    awaitResult("a@5 STARTED NONE");

    assertThat(agent.terminate())
        .as("it says that something may live; " + agent.log())
        .isEqualTo(ExitCode.OVERDUE.code());

    assertThat(heartbeats()).extracting(Heartbeat::getMode).doesNotContain(HeartbeatMode.LEFT);
    assertThat(cluster.outcomes()).containsExactly("a@5 STARTED NONE");

    agent.start(yaml.replace("stubborn:", "another:"));

    assertThat(agent.exitCode()).as(agent.log()).isEqualTo(ExitCode.CONFIGURATION.code());
    assertThat(agent.log())
        .contains(
            "a@5 was launched as program stubborn by hook, and the configuration has no such"
                + " program: configure it as it was once more, so that the agent can end it");
    assertThat(cluster.outcomes()).containsExactly("a@5 STARTED NONE");

    Files.delete(directory.resolve("a.runs"));
    agent.start(yaml).awaitReady();

    awaitResult("a@5 STOPPED NONE");
    assertThat(cluster.outcomes()).startsWith("a@5 STARTED NONE", "a@5 STOPPED NONE");
  }

  private List<Heartbeat> heartbeats() {
    return cluster.read(cluster.topics.heartbeats(), Heartbeat.class);
  }

  private void awaitResult(String expected) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(cluster.outcomes()).contains(expected));
  }
}
