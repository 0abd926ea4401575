package io.holdfast.e2e.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PromtoolTest {

  @BeforeAll
  static void promtoolIsThere() {
    Assumptions.assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool"))),
        "no promtool on the path: install Debian's package prometheus to run these tests");
  }

  @Test
  void theConfigurationIsValid() throws IOException, InterruptedException {
    promtool("check", "config", "prometheus.yml");
  }

  @Test
  void theRulesAreValid() throws IOException, InterruptedException {
    promtool("check", "rules", "rules/holdfast.yml");
  }

  @Test
  void theAlertsFireWhenTheyShouldAndOnlyThen() throws IOException, InterruptedException {
    promtool("test", "rules", "tests/holdfast.yml");
  }

  private static void promtool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(Repository.PROMETHEUS.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
