package io.holdfast.cli.shell;

import io.holdfast.schemas.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. */
public final class GlobalOptions {

  @Option(
      names = "--bootstrap",
      scope = ScopeType.INHERIT,
      paramLabel = "HOST:PORT[,…]",
      description =
          "Brokers to ask first. Else HOLDFAST_KAFKA_BOOTSTRAP_SERVERS, else the sandbox that runs here.")
  private String bootstrap;

  @Option(
      names = "--registry",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description =
          "Schema registry (Confluent API). Else HOLDFAST_REGISTRY_URL, else that of the sandbox.")
  private String registry;

  @Option(
      names = "--prefix",
      scope = ScopeType.INHERIT,
      paramLabel = "TEXT",
      description =
          "What all topic names begin with. Else HOLDFAST_KAFKA_TOPIC_PREFIX, else "
              + Topics.DEFAULT_PREFIX)
  private String prefix;

  @Option(
      names = "--command-config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "Properties for Kafka's clients and the registry: security.protocol, sasl.jaas.config, …")
  private Path commandConfig;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Answer with JSON: one array for a list, one object a line for a tail.")
  private boolean json;

  Optional<String> bootstrap() {
    return Optional.ofNullable(bootstrap);
  }

  Optional<String> registry() {
    return Optional.ofNullable(registry);
  }

  Optional<Path> commandConfig() {
    return Optional.ofNullable(commandConfig);
  }

  Topics topics(Map<String, String> environment) {
    return Topics.withPrefix(
        prefix == null
            ? environment.getOrDefault("HOLDFAST_KAFKA_TOPIC_PREFIX", Topics.DEFAULT_PREFIX)
            : prefix);
  }

  boolean json() {
    return json;
  }
}
