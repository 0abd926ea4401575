package io.holdfast.docker;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** {@code compose.yaml}, with anchors resolved and merge keys applied as Compose does. */
final class ComposeFile {

  private final Map<String, Service> services = new TreeMap<>();
  private final Map<String, Object> volumes;

  private ComposeFile(Map<String, Object> root) {
    map(root.get("services"))
        .forEach((name, service) -> services.put(name, new Service(name, merged(map(service)))));
    volumes = map(root.get("volumes"));
  }

  static ComposeFile read(Path file) throws IOException {
    var load = new Load(LoadSettings.builder().setLabel(file.toString()).build());
    return new ComposeFile(map(load.loadFromString(Files.readString(file))));
  }

  Map<String, Service> services() {
    return services;
  }

  Map<String, Object> volumes() {
    return volumes;
  }

  /** One service. */
  record Service(String name, Map<String, Object> settings) {

    boolean isBuilt() {
      return settings.containsKey("build");
    }

    /** Ends when its work is done; the others wait for that. */
    boolean isOneShot() {
      return "no".equals(settings.get("restart"));
    }

    String image() {
      return (String) settings.get("image");
    }

    /** The APP that its image is built for. */
    String app() {
      return (String) map(map(settings.get("build")).get("args")).get("APP");
    }

    /** Condition by the service that is waited for. */
    Map<String, String> conditions() {
      return map(settings.get("depends_on")).entrySet().stream()
          .collect(toMap(Map.Entry::getKey, e -> (String) map(e.getValue()).get("condition")));
    }

    List<String> texts(String key) {
      var list = (List<?>) settings.getOrDefault(key, List.of());
      return list.stream().map(Objects::toString).toList();
    }

    /** Variables, with {@code ${NAME:-default}} as it is when NAME is not set. */
    Map<String, String> environment() {
      return map(settings.get("environment")).entrySet().stream()
          .collect(
              toMap(
                  Map.Entry::getKey,
                  e -> e.getValue().toString().replaceAll("\\$\\{\\w+:-(.*?)}", "$1")));
    }
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  /** What {@code <<} brings in holds where the mapping itself says nothing. */
  private static Map<String, Object> merged(Map<String, Object> mapping) {
    var result = new TreeMap<String, Object>();
    if (mapping.containsKey("<<")) {
      result.putAll(merged(map(mapping.get("<<"))));
    }
    mapping.forEach(
        (key, value) -> {
          if (!key.equals("<<")) {
            result.put(key, value instanceof Map ? merged(map(value)) : value);
          }
        });
    return result;
  }
}
