package io.holdfast.cli;

import static io.holdfast.cli.Records.placement;
import static io.holdfast.cli.Records.profile;
import static io.holdfast.cli.Records.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.CommandRun.Shell;
import io.holdfast.cli.cluster.Address;
import io.holdfast.cli.cluster.Cluster;
import io.holdfast.records.NodeState;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SandboxIT {

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  @TempDir private Path directory;

  private static final String prefix = "cli-" + UUID.randomUUID() + ".";
  private static Shell shell;

  @BeforeAll
  static void createTopics() {
    shell = Shell.on(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix);
    CommandRun created = shell.run("topics create");
    assertThat(created.exitCode()).as(created.err()).isZero();
    writeFleet();
  }

  @Test
  void creatingTopicsTwiceChangesNothing() {
    CommandRun again = shell.run("topics create");

    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.lines())
        .hasSize(1 + Topics.withPrefix(prefix).all().size())
        .filteredOn(line -> line.contains("exists"))
        .hasSize(Topics.withPrefix(prefix).all().size());
  }

  @Test
  void describingTopicsShowsThatAllAreAsTheContractSays() {
    CommandRun described = shell.run("topics describe");

    assertThat(described.exitCode()).as(described.out()).isZero();
    assertThat(described.out()).contains(prefix + "heartbeats").doesNotContain("DIFFERS");
  }

  @Test
  void aTopicOfAnotherShapeIsNamedWithItsDifference() throws Exception {
    var other = Shell.on(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix + "x.");
    assertThat(other.run("topics create --partitions nodes=3").exitCode()).isZero();

    CommandRun described = other.run("topics describe nodes");

    assertThat(described.exitCode()).isEqualTo(1);
    assertThat(described.out()).contains("3 partitions, not 12");
  }

  @Test
  void anAppliedWorkloadIsListedAndAppliedAgainUnchanged() throws IOException {
    Path file = directory.resolve("workloads.yaml");
    Files.writeString(
        file,
        """
        workloads:
          - workload: web-1
            pool: inference
            program: web
            demand: {cpu: 0.5, memory: 256MiB}
            priority: 10
        """);

    CommandRun first = shell.run("workload", "apply", "-f", file.toString());
    CommandRun second = shell.run("workload", "apply", "-f", file.toString());
    CommandRun list = shell.run("workload list");

    assertThat(first.out()).as(first.err()).contains("CREATED");
    assertThat(second.out()).as(second.err()).contains("UNCHANGED");
    assertThat(list.out()).contains("web-1", "inference", "cpu 0.5, memory 256 MiB");
  }

  @Test
  void aRemovedWorkloadIsListedNoMore() throws IOException {
    Path file = directory.resolve("workloads.yaml");
    Files.writeString(file, "workloads: [{workload: w, pool: p, program: web}]\n");
    shell.run("workload", "apply", "-f", file.toString());

    CommandRun removed = shell.run("workload remove w");
    CommandRun list = shell.run("workload list --json");
    CommandRun again = shell.run("workload remove w");

    assertThat(removed.out()).contains("REMOVED");
    assertThat(list.out()).doesNotContain("\"w\"");
    assertThat(again.exitCode()).isEqualTo(4);
  }

  @Test
  void nodesAreListedWithTheirVerdictsAndWhatTheyRun() {
    CommandRun list = shell.run("node list");

    assertThat(list.exitCode()).as(list.err()).isZero();
    assertThat(list.lines().get(0)).startsWith("NODE   POOL");
    assertThat(list.lines().get(1)).matches("n1 +inference +z1 +ALIVE +JOINED .*");
    assertThat(list.lines().get(2)).matches("n2 +inference +z2 +DEAD +SILENT .* ago .*");
  }

  @Test
  void aNodeIsShownWithItsEvidence() {
    CommandRun dead = shell.run("node status n2");

    assertThat(dead.exitCode()).as(dead.err()).isZero();
    assertThat(dead.out()).contains("n2   DEAD for", "sequence 88", "deadline 6.0 s");
  }

  @Test
  void anUnknownNodeIsNotFound() {
    CommandRun unknown = shell.run("node status nobody");

    assertThat(unknown.exitCode()).isEqualTo(4);
    assertThat(unknown.err()).contains("No node nobody has ever been heard");
  }

  @Test
  void aTailPrintsWhatWasWritten() {
    CommandRun tail = shell.run("topics tail nodes --from-beginning --max 2 --json");

    assertThat(tail.exitCode()).as(tail.err()).isZero();
    assertThat(tail.lines()).hasSize(2).allMatch(line -> line.contains("\"type\":\"NodeProfile\""));
  }

  private static void writeFleet() {
    var address =
        new Address(
            sandbox.bootstrapServers(), Optional.of(sandbox.registryUrl()), Map.of(), "the test");
    var topics = Topics.withPrefix(prefix);
    try (var cluster = Cluster.reach(address, topics, new PrintWriter(Writer.nullWriter()))) {
      cluster
          .publisher()
          .add(topics.nodes(), "n1", profile("n1", "z1"))
          .add(topics.nodes(), "n2", profile("n2", "z2"))
          .add(topics.nodeStatus(), "n1", status("n1", NodeState.ALIVE))
          .add(topics.nodeStatus(), "n2", status("n2", NodeState.DEAD))
          .add(topics.placements(), "w1", placement("w1", "n1"))
          .publish();
    }
  }
}
