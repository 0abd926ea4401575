package io.holdfast.cli.shell;

import io.holdfast.runtime.config.Configuration;
import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The clusters that a person works with, by names of their own: {@code
 * ~/.config/holdfast/config.yaml}.
 *
 * <pre>{@code
 * current: production
 * contexts:
 *   production:
 *     bootstrap: broker-1:9092,broker-2:9092
 *     registry: http://registry:8081
 *     command-config: /home/ada/.config/holdfast/production.properties
 *   sandbox-2:
 *     bootstrap: localhost:9392
 *     prefix: two.
 * }</pre>
 */
public record Contexts(
    @Describe("the one that holds where nothing else is said") Optional<String> current,
    @Describe("clusters by name") @Default("{}") Map<String, Context> contexts) {

  /** One cluster. */
  public record Context(
      @Describe("brokers to ask first") String bootstrap,
      @Describe("URL of the schema registry") Optional<String> registry,
      @Describe("what all topic names begin with") Optional<String> prefix,
      @Describe("properties for Kafka's clients and the registry") Optional<Path> commandConfig) {}

  /** Where they are kept: below XDG_CONFIG_HOME, else below the home directory. */
  public static Path file(Map<String, String> environment) {
    String config = environment.get("XDG_CONFIG_HOME");
    Path base =
        config == null || config.isBlank()
            ? Path.of(environment.getOrDefault("HOME", "~"), ".config")
            : Path.of(config);
    return base.resolve("holdfast").resolve("config.yaml");
  }

  /**
   * Those in the file; none where there is no file.
   *
   * @throws io.holdfast.runtime.config.ConfigurationException with file, line and key
   */
  public static Contexts read(Map<String, String> environment) {
    boolean homeless =
        !environment.containsKey("HOME") && !environment.containsKey("XDG_CONFIG_HOME");
    Path file = file(environment);
    return !homeless && Files.exists(file)
        ? Configuration.of(Contexts.class).file(file).load().value()
        : new Contexts(Optional.empty(), Map.of());
  }

  /**
   * The one of that name.
   *
   * @throws Failure when there is none
   */
  Context named(String name, Path file) {
    Context context = contexts.get(name);
    if (context == null) {
      throw new Failure(
          ExitCode.USAGE,
          "There is no context %s in %s: it has %s."
              .formatted(
                  name, file, contexts.isEmpty() ? "none" : String.join(", ", contexts.keySet())));
    }
    return context;
  }
}
