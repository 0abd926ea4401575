package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Builds the images and starts them, where an engine answers that has Compose. */
class ImagesIT {

  private static final String PROJECT = "holdfast-test";

  @Test
  void theWholePipelineBecomesHealthy() throws Exception {
    Answer engine = run(60, "docker", "info");
    assumeTrue(
        engine.exitCode() == 0,
        "No container engine answers, so the images are checked by their files only: "
            + engine.lastLine());
    Answer plugin = run(60, "docker", "compose", "version");
    assumeTrue(plugin.exitCode() == 0, "The engine has no Compose: " + plugin.lastLine());
    try {
      Answer up = compose("up", "--build", "--wait", "--wait-timeout", "300");
      assertThat(up.exitCode()).as(up.output()).isZero();
    } finally {
      compose("down", "--volumes", "--timeout", "20");
    }
  }

  private record Answer(int exitCode, String output) {
    String lastLine() {
      return output.strip().lines().reduce((earlier, later) -> later).orElse("no output");
    }
  }

  private static Answer compose(String... words) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("docker", "compose", "--project-name", PROJECT));
    command.addAll(List.of(words));
    return run(1_800, command.toArray(String[]::new));
  }

  private static Answer run(long seconds, String... command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new Answer(127, e.getMessage());
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroy();
      return new Answer(124, output + "\nno end after " + seconds + " s");
    }
    return new Answer(process.exitValue(), output);
  }
}
