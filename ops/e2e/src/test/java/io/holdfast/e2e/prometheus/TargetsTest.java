package io.holdfast.e2e.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TargetsTest {

  static List<Map<String, Object>> targets() throws IOException {
    return Repository.targets();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void anAppIsScrapedWhereItListensByDefault(Map<String, Object> target) throws IOException {
    String reference =
        Files.readString(Repository.OPS.resolve("docs/reference/" + app(target) + ".md"));
    String address = ((List<?>) target.get("targets")).get(0).toString();
    String port = address.substring(address.indexOf(':') + 1);

    assertThat(reference).contains("| `http.port` | whole number | `" + port + "` |");
  }

  @Test
  void everyAppIsScraped() throws IOException {
    assertThat(targets().stream().map(TargetsTest::app))
        .containsExactlyInAnyOrder(
            "heartbeat-producer", "health-stream", "dispatcher-stream", "backup-sink", "console");
  }

  private static String app(Map<String, Object> target) {
    return (String) Repository.map(target.get("labels")).get("app");
  }
}
