package io.holdfast.cli.shell;

import io.holdfast.cli.cluster.Address;
import io.holdfast.cli.cluster.NoAddress;
import io.holdfast.cli.shell.Contexts.Context;
import io.holdfast.sandbox.SandboxAddresses;
import io.holdfast.schemas.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * Where the cluster is: what an option says, else the environment, else the context, else the
 * sandbox that runs on this machine.
 */
final class AddressSearch {

  private static final String BOOTSTRAP = "HOLDFAST_KAFKA_BOOTSTRAP_SERVERS";
  private static final String REGISTRY = "HOLDFAST_REGISTRY_URL";
  private static final String PREFIX = "HOLDFAST_KAFKA_TOPIC_PREFIX";
  private static final String CONTEXT = "HOLDFAST_CONTEXT";

  private final GlobalOptions options;
  private final Map<String, String> environment;
  private final Supplier<Optional<SandboxAddresses>> sandbox;

  AddressSearch(GlobalOptions options, Terminal terminal) {
    this.options = options;
    this.environment = terminal.environment();
    this.sandbox = terminal.sandbox();
  }

  Address found() {
    Optional<Context> context = context();
    Optional<String> registry = options.registry().or(() -> variable(REGISTRY));
    if (options.bootstrap().isPresent()) {
      return address(options.bootstrap().get(), registry, "--bootstrap");
    }
    if (variable(BOOTSTRAP).isPresent()) {
      return address(variable(BOOTSTRAP).get(), registry, BOOTSTRAP);
    }
    if (context.isPresent()) {
      return address(
          context.get().bootstrap(),
          registry.or(() -> context.get().registry()),
          "the context in " + Contexts.file(environment));
    }
    return sandbox
        .get()
        .filter(running -> running.bootstrapServers().isPresent())
        .map(
            running ->
                address(
                    running.bootstrapServers().get(),
                    registry.or(running::registryUrl),
                    "the sandbox in " + running.directory()))
        .orElseThrow(
            () ->
                new NoAddress(
                    "No cluster is named: give --bootstrap HOST:PORT and --registry URL, or set HOLDFAST_KAFKA_BOOTSTRAP_SERVERS and HOLDFAST_REGISTRY_URL, or keep a context in ~/.config/holdfast/config.yaml, or start one here with `holdfast sandbox`."));
  }

  /** The topics by the prefix that is said, in the same order. */
  Topics topics() {
    return Topics.withPrefix(
        options
            .prefix()
            .or(() -> variable(PREFIX))
            .or(() -> context().flatMap(Context::prefix))
            .orElse(Topics.DEFAULT_PREFIX));
  }

  /** A name that is given must be there; an address that is given needs no context. */
  private Optional<Context> context() {
    Optional<String> named = options.context().or(() -> variable(CONTEXT));
    Contexts contexts = Contexts.read(environment);
    boolean addressGiven = options.bootstrap().isPresent() || variable(BOOTSTRAP).isPresent();
    return named
        .or(() -> addressGiven ? Optional.empty() : contexts.current())
        .map(name -> contexts.named(name, Contexts.file(environment)));
  }

  private Address address(String bootstrap, Optional<String> registry, String origin) {
    return new Address(bootstrap, registry, clients(), origin);
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private Map<String, String> clients() {
    Optional<Path> named =
        options.commandConfig().or(() -> context().flatMap(Context::commandConfig));
    if (named.isEmpty()) {
      return Map.of();
    }
    Path file = named.get();
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE,
          "The file %s of --command-config cannot be read as Java properties: %s"
              .formatted(file, e.getMessage()),
          e);
    }
    Map<String, String> clients = new HashMap<>();
    properties.stringPropertyNames().forEach(key -> clients.put(key, properties.getProperty(key)));
    return clients;
  }
}
