package io.holdfast.e2e.prometheus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files under {@code ops} that Prometheus and Grafana read. */
final class Repository {

  static final Path OPS = Path.of("..").toAbsolutePath().normalize();
  static final Path PROMETHEUS = OPS.resolve("prometheus");
  static final Path RUNBOOKS = OPS.resolve("runbooks");

  private Repository() {}

  /** All alerts, as the rules file has them. */
  static List<Map<String, Object>> alerts() throws IOException {
    return list(yaml(PROMETHEUS.resolve("rules/holdfast.yml")).get("groups")).stream()
        .flatMap(group -> list(group.get("rules")).stream())
        .toList();
  }

  static List<Path> dashboards() throws IOException {
    try (Stream<Path> files = Files.list(OPS.resolve("grafana/dashboards"))) {
      return files.sorted().toList();
    }
  }

  /** What is scraped: labels, and addresses. */
  static List<Map<String, Object>> targets() throws IOException {
    return list(load(PROMETHEUS.resolve("targets/holdfast.yml")));
  }

  static Map<String, Object> yaml(Path file) throws IOException {
    return map(load(file));
  }

  /** YAML, or JSON, which is YAML too. */
  private static Object load(Path file) throws IOException {
    return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(Object value) {
    return (List<Map<String, Object>>) value;
  }
}
