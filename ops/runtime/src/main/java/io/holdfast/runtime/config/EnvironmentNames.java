package io.holdfast.runtime.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which environment variable sets which key.
 *
 * <p>A declared key's variable is {@code HOLDFAST_} and its path in capitals, dots and dashes as
 * {@code _}: {@code kafka.bootstrap-servers} is {@code HOLDFAST_KAFKA_BOOTSTRAP_SERVERS}. The names
 * are computed from the declared keys, never guessed from the variable, and two keys with one name
 * are a programming error; so the rule is unambiguous. An entry of a map of texts is the map's
 * variable, {@code __} and the entry's key in capitals, with {@code _} for a dot and {@code __} for
 * an underscore: {@code HOLDFAST_KAFKA_PROPERTIES__SASL_MECHANISM} is {@code sasl.mechanism}. Keys
 * with capitals or dashes need the file or {@code --set}. Lists, maps and groups in maps are given
 * whole, as one-line YAML.
 */
final class EnvironmentNames {

  private static final String PREFIX = "HOLDFAST_";

  /**
   * Variables of the same prefix that are not settings: of logging, of the command line, of
   * workloads.
   */
  private static final Set<String> RESERVED =
      Set.of(
          "HOLDFAST_AGENT",
          "HOLDFAST_BOOTSTRAP",
          "HOLDFAST_LOG_FORMAT",
          "HOLDFAST_LOG_LEVEL",
          "HOLDFAST_HOME",
          "HOLDFAST_JAVA_OPTS",
          "HOLDFAST_EPOCH",
          "HOLDFAST_INCARNATION",
          "HOLDFAST_NODE",
          "HOLDFAST_POOL",
          "HOLDFAST_REGISTRY",
          "HOLDFAST_WORKLOAD");

  private final Map<String, String> pathOf = new TreeMap<>();
  private final Map<String, String> mapOf = new TreeMap<>();

  EnvironmentNames(Shape.Group root) {
    declare(root, "");
  }

  /** The variable that sets a declared key. */
  Optional<String> of(String path) {
    String name = nameOf(path);
    return path.equals(pathOf.get(name)) ? Optional.of(name) : Optional.empty();
  }

  /** The variables' settings as a layer. Unknown names of the prefix are refused. */
  Setting.Group layer(Map<String, String> environment) {
    var layer = Setting.Group.empty(new Origin("environment"));
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX) && !RESERVED.contains(name)) {
                layer.entries().put(path(name), new Setting.Text(value, new Origin(name)));
              }
            });
    return layer;
  }

  private String path(String name) {
    if (pathOf.containsKey(name)) {
      return pathOf.get(name);
    }
    return mapOf.entrySet().stream()
        .filter(map -> name.startsWith(map.getKey()) && name.length() > map.getKey().length())
        .findFirst()
        .map(map -> map.getValue() + "." + entryKey(name.substring(map.getKey().length())))
        .orElseThrow(() -> unknown(name));
  }

  private ConfigurationException unknown(String name) {
    String nearest =
        pathOf.keySet().stream()
            .min(Comparator.comparingInt(known -> NearestKey.distance(known, name)))
            .map("; did you mean %s?"::formatted)
            .orElse("");
    return new ConfigurationException(
        "environment: the variable %s sets nothing%s".formatted(name, nearest));
  }

  private void declare(Shape.Group group, String path) {
    for (Shape.Component component : group.components()) {
      String full = Layers.join(path, component.key());
      if (component.shape() instanceof Shape.Group nested) {
        declare(nested, full);
        continue;
      }
      String clash = pathOf.put(nameOf(full), full);
      if (clash != null) {
        throw new IllegalStateException(
            "%s and %s would have one environment variable: rename one".formatted(clash, full));
      }
      if (component.shape() instanceof Shape.Mapping map && map.element() instanceof Shape.Scalar) {
        mapOf.put(nameOf(full) + "__", full);
      }
    }
  }

  private static String entryKey(String name) {
    return name.toLowerCase(Locale.ROOT).replace("__", "\0").replace('_', '.').replace('\0', '_');
  }

  private static String nameOf(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
