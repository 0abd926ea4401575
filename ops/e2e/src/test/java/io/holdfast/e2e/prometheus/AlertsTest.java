package io.holdfast.e2e.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlertsTest {

  static List<Map<String, Object>> alerts() throws IOException {
    return Repository.alerts();
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void itSaysHowBadWhatAndWhatToDo(Map<String, Object> alert) throws IOException {
    String name = (String) alert.get("alert");
    Map<String, Object> annotations = Repository.map(alert.get("annotations"));

    assertThat(name).startsWith("Holdfast");
    assertThat(Repository.map(alert.get("labels")).get("severity")).isIn("warning", "critical");
    assertThat((String) annotations.get("summary")).isNotBlank().hasSizeLessThan(120);
    assertThat((String) annotations.get("description")).isNotBlank().endsWith(".");
    Path runbook = Repository.OPS.getParent().resolve((String) annotations.get("runbook_url"));
    assertThat(runbook).exists().hasFileName(name + ".md");
    assertThat(Files.readString(runbook))
        .startsWith("# " + name + "\n")
        .contains("**What it costs.**", "## Look", "## Mend", "## When it is none");
  }

  @Test
  void everyAlertIsTested() throws IOException {
    String tests = Files.readString(Repository.PROMETHEUS.resolve("tests/holdfast.yml"));

    assertThat(Repository.alerts())
        .hasSizeGreaterThanOrEqualTo(12)
        .allSatisfy(
            alert ->
                assertThat(tests)
                    .contains("alertname: " + alert.get("alert"))
                    .contains("runbook_url: ops/runbooks/" + alert.get("alert") + ".md"));
  }

  @Test
  void noRunbookIsOfAnAlertThatIsGone() throws IOException {
    List<String> names =
        Repository.alerts().stream().map(alert -> alert.get("alert") + ".md").toList();
    try (Stream<Path> files = Files.list(Repository.RUNBOOKS)) {
      assertThat(files.map(file -> file.getFileName().toString()).toList())
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }
}
