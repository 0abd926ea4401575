package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.CommandRun.Shell;
import io.holdfast.cli.cluster.Address;
import io.holdfast.cli.cluster.Cluster;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the documents, page by page, on a cluster with the fleet they speak of. */
class DocumentsIT {

  private static final Path DOCS = Path.of("..", "docs");
  private static final List<String> NODES = List.of("one", "two", "three");

  @RegisterExtension
  static final SandboxExtension sandbox = SandboxExtension.with(Part.BROKER, Part.REGISTRY);

  @TempDir private Path directory;

  private final String prefix = "docs-" + UUID.randomUUID() + ".";

  @Test
  void allCommandsOfTheDocumentsCanBeRun() throws IOException {
    Path start = DOCS.resolve("getting-started.md");
    List<String> files = Documents.blocks(start, "yaml");
    Path config = directory.resolve(".config/holdfast/config.yaml");
    Files.createDirectories(config.getParent());
    Files.writeString(config, file(files, "contexts:"));
    Path workloads =
        Files.writeString(directory.resolve("workloads.yaml"), file(files, "workloads:"));
    Path policy = Files.writeString(directory.resolve("policy.yaml"), "pool: home\n");
    Shell shell =
        Shell.on(sandbox.bootstrapServers(), sandbox.registryUrl(), prefix)
            .with("HOME", directory.toString());
    assertThat(shell.run("topics create --database orders").exitCode()).isZero();
    writeFleet();
    CommandRun applied =
        shell.run(
            "policy", "apply", "-f", policy.toString(), "--reason", "the documents speak of it");
    assertThat(applied.exitCode()).as(applied.err()).isZero();

    for (String page : List.of("getting-started.md", "concepts.md", "operating.md")) {
      for (String command : shown(DOCS.resolve(page))) {
        String words =
            command
                .replace("workloads.yaml", workloads.toString())
                .replace("policy.yaml", policy.toString());
        CommandRun run = shell.run(Documents.words(words).toArray(String[]::new));
        assertThat(run.exitCode())
            .as("%s: %s\n%s", page, command, run.err())
            .isIn(endings(command));
      }
    }
  }

  private static String file(List<String> files, String content) {
    return files.stream().filter(file -> file.contains(content)).findFirst().orElseThrow();
  }

  /** Commands in blocks of shell; those about stores need stores: see GettingStartedFaults. */
  private static List<String> shown(Path page) throws IOException {
    return Documents.blocks(page, "sh").stream()
        .flatMap(block -> Documents.commands(block.lines().toList()).stream())
        .filter(command -> !command.startsWith("backup "))
        .toList();
  }

  /**
   * No app runs here: the doctor finds that, a replay finds that no log tells why the test wrote
   * what it wrote, and there is no log of the pool to plan from.
   */
  private static List<Integer> endings(String command) {
    if (command.equals("doctor")) {
      return List.of(1);
    }
    if (command.equals("replay")) {
      return List.of(1, 4);
    }
    return command.startsWith("plan ") ? List.of(0, 4) : List.of(0);
  }

  private void writeFleet() {
    var address =
        new Address(
            sandbox.bootstrapServers(), Optional.of(sandbox.registryUrl()), Map.of(), "the test");
    Topics topics = Topics.withPrefix(prefix);
    try (Cluster cluster = Cluster.reach(address, topics, new PrintWriter(Writer.nullWriter()))) {
      for (String node : NODES) {
        NodeProfile profile =
            NodeProfile.newBuilder(Records.profile(node, "shelf-1")).setPool("home").build();
        NodeStatus status =
            NodeStatus.newBuilder(Records.status(node, NodeState.ALIVE)).setPool("home").build();
        cluster.publisher().add(topics.nodes(), node, profile);
        cluster.publisher().add(topics.nodeStatus(), node, status);
      }
      Placement placement =
          Placement.newBuilder(Records.placement("web-1", "one")).setPool("home").build();
      Decision decision =
          Decision.newBuilder(Records.decision("0-5-0", DecisionKind.PLACE, "web-1", "one", "BEST"))
              .setPool("home")
              .build();
      LoadBalance window = LoadBalance.newBuilder(Records.window("home")).build();
      cluster
          .publisher()
          .add(topics.placements(), "web-1", placement)
          .add(topics.decisions(), "home", decision)
          .add(topics.loadBalance(), "home", window)
          .publish();
    }
  }
}
