package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxIT {

  private static final Pattern PROCESS = Pattern.compile("^process +(\\d+) ", Pattern.MULTILINE);

  @TempDir Path temporary;

  @Test
  void aClosedSandboxLeavesNeitherFilesNorProcesses() {
    Sandbox sandbox =
        Sandbox.start(
            SandboxPlan.of(Part.BROKER, Part.REGISTRY, Part.POSTGRES).withBrokerProcess());
    List<Long> pids = List.copyOf(sandbox.pids().values());
    assertThat(pids).hasSizeGreaterThanOrEqualTo(2).allMatch(SandboxIT::isAlive);
    assertThat(sandbox.directory()).isNotEmptyDirectory();

    sandbox.close();

    assertThat(pids).noneMatch(SandboxIT::isAlive);
    assertThat(sandbox.directory()).doesNotExist();
  }

  @Test
  void aKilledSandboxLeavesNeitherFilesNorProcesses() throws Exception {
    try (ChildProcess sandbox =
        ChildProcess.java(SandboxMain.class.getName())
            .jvmOptions("-Djava.io.tmpdir=" + temporary)
            .environment("XDG_RUNTIME_DIR", temporary.toString())
            .arguments("--no-registry")
            .start("sandbox", temporary.resolve("sandbox.log"))) {
      sandbox.awaitReady(
          "its addresses are printed",
          Duration.ofSeconds(90),
          () -> read(sandbox.log()).contains("Ctrl-C"));
      List<Long> pids =
          PROCESS
              .matcher(read(sandbox.log()))
              .results()
              .map(r -> Long.valueOf(r.group(1)))
              .toList();
      assertThat(pids).hasSize(2).allMatch(SandboxIT::isAlive);
      assertThat(files()).hasSize(3);

      sandbox.kill();

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> pids.stream().noneMatch(SandboxIT::isAlive));
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(files()).containsExactly("sandbox.log"));
    }
  }

  @Test
  void allPartsKeepTheirDataAndAddressesWhenTheyAreRestarted() throws Exception {
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.POSTGRES)) {
      var probe = new KafkaProbe(sandbox.bootstrapServers());
      probe.createTopic("kept", 1);
      probe.write("kept", "before");
      sandbox.postgres().createDatabase("kept");

      sandbox.broker().restart();
      sandbox.postgres().restart();

      probe.write("kept", "after");
      assertThat(probe.read("kept", 2)).containsExactly("before", "after");
      sandbox.postgres().connect("kept").close();
    }
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(temporary)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("hsperfdata"))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
