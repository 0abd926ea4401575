package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ops/holdfast} says before it builds anything. */
class LauncherTest {

  private static final Path LAUNCHER = Path.of("..", "holdfast").toAbsolutePath().normalize();

  @TempDir Path elsewhere;

  private record Answer(int exitCode, String text) {}

  @Test
  void anUnknownKafkaToolIsRefusedWithTheListOfTools() throws Exception {
    Answer answer = run(LAUNCHER, Map.of(), "kafka", "consol-consumer");

    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.text()).contains("no Kafka tool consol-consumer", "console-consumer");
  }

  @Test
  void aKafkaToolWithoutAnyClusterSaysWhatToDo() throws Exception {
    Answer answer = run(LAUNCHER, Map.of(), "kafka", "topics", "--list");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.text().strip())
        .isEqualTo("holdfast: which Kafka? Give --bootstrap-server, or run ops/holdfast sandbox");
  }

  @Test
  void aMachineWithoutAJdkIsToldSo() throws Exception {
    Path copy = Files.createDirectories(elsewhere.resolve("checkout/ops")).resolve("holdfast");
    Files.copy(LAUNCHER, copy);
    assertThat(copy.toFile().setExecutable(true)).isTrue();

    Answer answer =
        run(copy, Map.of("JAVA_HOME", elsewhere.resolve("no-jdk").toString()), "sandbox");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.text().strip())
        .isEqualTo("holdfast: no JDK found: install JDK 17 or newer, or set JAVA_HOME");
  }

  @Test
  void itWorksThroughALinkFromAnyDirectory() throws Exception {
    Path link = Files.createSymbolicLink(elsewhere.resolve("hf"), LAUNCHER);

    Answer answer = run(link, Map.of(), "kafka", "help");

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.text()).contains("usage: holdfast kafka TOOL");
  }

  /** In an empty directory, without a sandbox and without addresses. */
  private Answer run(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command).directory(elsewhere.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
    builder.environment().put("XDG_RUNTIME_DIR", elsewhere.toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Answer(process.waitFor(), text);
  }
}
