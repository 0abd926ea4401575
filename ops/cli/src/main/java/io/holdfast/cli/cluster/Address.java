package io.holdfast.cli.cluster;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;

/**
 * Where a cluster is.
 *
 * @param bootstrap brokers to ask first, {@code host:port} separated by commas
 * @param registry URL of the schema registry, where one is known
 * @param clients further settings of Kafka's clients and of the registry's, such as credentials
 * @param origin who named it, in words that follow "by": {@code --bootstrap}
 */
public record Address(
    String bootstrap, Optional<String> registry, Map<String, String> clients, String origin) {

  public Address {
    requireNonNull(bootstrap);
    requireNonNull(registry);
    clients = Map.copyOf(clients);
    requireNonNull(origin);
  }
}
