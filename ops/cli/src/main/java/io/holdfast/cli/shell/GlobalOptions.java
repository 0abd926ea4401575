package io.holdfast.cli.shell;

import io.holdfast.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
          "Brokers to ask first. Else HOLDFAST_KAFKA_BOOTSTRAP_SERVERS, else the context, else the sandbox that runs here.")
  private String bootstrap;

  @Option(
      names = "--registry",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description =
          "Schema registry (Confluent API). Else HOLDFAST_REGISTRY_URL, else that of the context or the sandbox.")
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
      names = "--context",
      scope = ScopeType.INHERIT,
      paramLabel = "NAME",
      description =
          "Cluster of that name in ~/.config/holdfast/config.yaml. Else HOLDFAST_CONTEXT, else the file's current one.")
  private String context;

  @Option(
      names = "--filter",
      scope = ScopeType.INHERIT,
      paramLabel = "CONDITION",
      description =
          "Of a list only rows with FIELD=TEXT, FIELD!=TEXT or FIELD~TEXT (contains); fields as in JSON; all must hold.")
  private List<String> filters = List.of();

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

  Optional<String> prefix() {
    return Optional.ofNullable(prefix);
  }

  Optional<String> context() {
    return Optional.ofNullable(context);
  }

  boolean filtered() {
    return !filters.isEmpty();
  }

  List<RowFilter> filters() {
    return filters.stream().map(RowFilter::parse).toList();
  }

  /** The same as words of another command line. */
  public List<String> again() {
    List<String> words = new ArrayList<>();
    add(words, "--bootstrap", bootstrap);
    add(words, "--registry", registry);
    add(words, "--prefix", prefix);
    add(words, "--command-config", commandConfig);
    add(words, "--context", context);
    filters.forEach(filter -> add(words, "--filter", filter));
    if (json) {
      words.add("--json");
    }
    return words;
  }

  private static void add(List<String> words, String name, Object value) {
    if (value != null) {
      words.add(name + "=" + value);
    }
  }

  boolean json() {
    return json;
  }
}
