package io.holdfast.agent.state;

import io.holdfast.agent.domain.Incarnation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who last used a state directory.
 *
 * @param node node id
 * @param cookie random mark of the directory, in the environment of every process launched from it
 * @param incarnation the newest incarnation
 */
record Identity(String node, String cookie, Incarnation incarnation) {

  static final String FILE = "identity";

  /** The next identity of the directory. */
  static Identity next(Optional<Identity> stored, String node, String bootId, long epochMillis) {
    return stored
        .map(last -> last.successor(bootId, epochMillis))
        .orElseGet(
            () ->
                new Identity(
                    node, UUID.randomUUID().toString(), Incarnation.first(bootId, epochMillis)));
  }

  Identity successor(String bootId, long epochMillis) {
    return new Identity(node, cookie, incarnation.successor(bootId, epochMillis));
  }

  static Optional<Identity> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    NamedValues values = NamedValues.read(file);
    Optional<Long> predecessor =
        values.has("predecessor") ? Optional.of(values.number("predecessor")) : Optional.empty();
    return Optional.of(
        new Identity(
            values.text("node"),
            values.text("cookie"),
            new Incarnation(values.number("incarnation"), predecessor, values.text("boot-id"))));
  }

  /** Durable when it returns. */
  void write(Path directory) throws IOException {
    Map<String, String> values = new TreeMap<>();
    values.put("node", node);
    values.put("cookie", cookie);
    values.put("incarnation", Long.toString(incarnation.number()));
    values.put("boot-id", incarnation.bootId());
    incarnation.predecessor().ifPresent(p -> values.put("predecessor", Long.toString(p)));
    new NamedValues(values).replaceDurably(directory.resolve(FILE));
  }
}
