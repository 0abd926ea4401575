package io.holdfast.agent.state;

import io.holdfast.agent.domain.Incarnation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
        .map(
            last ->
                new Identity(node, last.cookie, last.incarnation.successor(bootId, epochMillis)))
        .orElseGet(
            () ->
                new Identity(
                    node, UUID.randomUUID().toString(), Incarnation.first(bootId, epochMillis)));
  }

  static Optional<Identity> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Map<String, String> fields = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        fields.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    try {
      return Optional.of(
          new Identity(
              field(fields, "node"),
              field(fields, "cookie"),
              new Incarnation(
                  Long.parseLong(field(fields, "incarnation")),
                  Optional.empty(),
                  field(fields, "boot-id"))));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Durable when it returns: written beside, synced, renamed, directory synced. */
  void write(Path directory) throws IOException {
    String text =
        "node=%s%ncookie=%s%nincarnation=%d%nboot-id=%s%n"
            .formatted(node, cookie, incarnation.number(), incarnation.bootId());
    Path beside = directory.resolve(FILE + ".new");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(beside, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    sync(directory);
  }

  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("it has no " + name);
    }
    return value;
  }
}
