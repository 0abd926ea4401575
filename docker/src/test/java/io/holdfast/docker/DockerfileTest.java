package io.holdfast.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DockerfileTest {

  private static List<String> lines;

  @BeforeAll
  static void read() throws IOException {
    String text = Files.readString(Path.of("Dockerfile")).replaceAll("\\\\\\n\\s*", "");
    lines = text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
  }

  @Test
  void baseImagesArePinnedToAVersion() {
    Map<String, String> defaults =
        lines.stream()
            .takeWhile(line -> line.startsWith("ARG "))
            .map(line -> line.substring("ARG ".length()).split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));

    assertThat(lines)
        .filteredOn(line -> line.startsWith("FROM "))
        .hasSize(2)
        .allMatch(line -> line.matches("FROM \\$\\{\\w+}.*"));
    assertThat(defaults.values()).hasSize(2).allMatch(image -> image.matches(".+:\\d+\\.\\d+.*"));
    assertThat(defaults.get("RUN_IMAGE")).contains(":17.").contains("jre");
  }

  @Test
  void theImageRunsAsNobodyInParticular() {
    List<String> run = lastStage();
    int user = index(run, "USER ");

    assertThat(run.get(user)).matches("USER [1-9]\\d+:[1-9]\\d+");
    assertThat(user).isLessThan(index(run, "ENTRYPOINT "));
    assertThat(run).noneMatch(line -> line.startsWith("USER root") || line.startsWith("USER 0"));
  }

  @Test
  void theImageSaysWhetherItIsHealthy() throws IOException {
    assertThat(lastStage().get(index(lastStage(), "HEALTHCHECK ")))
        .endsWith("CMD [\"/usr/local/bin/healthcheck\"]");
    assertThat(lastStage()).anyMatch(line -> line.contains("docker/healthcheck"));
    assertThat(Path.of("healthcheck")).isExecutable();
    assertThat(Files.readString(Path.of("healthcheck"))).contains("/healthz");
  }

  @Test
  void everyAppOfTheComposeFileIsBuilt() throws IOException {
    String build = String.join("\n", lines);

    ComposeFile.read(Path.of("compose.yaml")).services().values().stream()
        .filter(ComposeFile.Service::isBuilt)
        .map(ComposeFile.Service::app)
        .forEach(
            app ->
                assertThat(build)
                    .containsPattern(
                        Pattern.compile(
                            "(for app in [^;]*\\b%s\\b)|(/out/%s\\b)".formatted(app, app))));
  }

  @Test
  void everyModuleThatIsBuiltIsThere() {
    String modules =
        lines.stream()
            .filter(line -> line.contains(" -pl "))
            .findFirst()
            .orElseThrow()
            .replaceAll(".* -pl (\\S+) .*", "$1");

    assertThat(modules.split(","))
        .contains("ops/cli")
        .allSatisfy(module -> assertThat(Path.of("..", module, "pom.xml")).exists());
  }

  private static List<String> lastStage() {
    int from =
        lines.lastIndexOf(
            lines.stream().filter(l -> l.startsWith("FROM ")).reduce((a, b) -> b).orElseThrow());
    return lines.subList(from, lines.size());
  }

  private static int index(List<String> where, String instruction) {
    for (int i = 0; i < where.size(); i++) {
      if (where.get(i).startsWith(instruction)) {
        return i;
      }
    }
    throw new AssertionError("no " + instruction + "in " + where);
  }
}
