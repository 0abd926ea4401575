package io.holdfast.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The settings of a process, from all that may set them. Later layers win: defaults, the file, the
 * environment ({@link Loader#environment}), {@code --set}.
 *
 * @param value the record, validated by its compact constructors
 * @param effective every setting with where it comes from, secrets redacted, in declared order
 */
public record Configuration<C>(C value, List<Effective> effective) {

  public Configuration {
    effective = List.copyOf(effective);
  }

  /** A setting as it is in force: {@code key}, printable {@code value}, and where it was set. */
  public record Effective(String key, String value, String from) {}

  public static <C extends Record> Loader<C> of(Class<C> type) {
    return new Loader<>(type);
  }

  /** Collects layers; each method may be left out. */
  public static final class Loader<C extends Record> {

    private final Class<C> type;
    private final Shape.Group root;
    private final EnvironmentNames names;
    private Setting.Group file = Setting.Group.empty(Origin.DEFAULT);
    private Setting.Group environment = Setting.Group.empty(Origin.DEFAULT);
    private List<Setting.Group> assignments = List.of();

    private Loader(Class<C> type) {
      this.type = type;
      this.root = Shape.of(type);
      this.names = new EnvironmentNames(root);
    }

    public Loader<C> file(Path path) {
      file = Yaml.file(path);
      return this;
    }

    /** Only variables that begin with {@code HOLDFAST_} are looked at. */
    public Loader<C> environment(Map<String, String> variables) {
      environment = names.layer(variables);
      return this;
    }

    /** Each as {@code key.path=value}; of two for one key the later wins. */
    public Loader<C> set(List<String> keyValues) {
      assignments = keyValues.stream().map(Loader::assignment).toList();
      return this;
    }

    /**
     * Lays the layers over each other and makes the record.
     *
     * @throws ConfigurationException with one sentence that says what to change
     */
    public Configuration<C> load() {
      var layers = new Layers(root).over(file).over(environment);
      assignments.forEach(layers::over);
      Setting.Group settings = layers.result();
      C value = type.cast(new Binder(names).bind(root, settings, ""));
      return new Configuration<>(value, new Printer().print(root, settings));
    }

    private static Setting.Group assignment(String keyValue) {
      int equals = keyValue.indexOf('=');
      if (equals < 1) {
        throw new ConfigurationException(
            "--set %s: expected key.path=value, such as --set http.port=8080".formatted(keyValue));
      }
      String key = keyValue.substring(0, equals).strip();
      return Setting.single(key, keyValue.substring(equals + 1), new Origin("--set " + key));
    }
  }
}
