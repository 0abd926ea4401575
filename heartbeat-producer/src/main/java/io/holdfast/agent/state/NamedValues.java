package io.holdfast.agent.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** A small file of lines {@code name=value}, which is replaced as a whole. */
public final class NamedValues {

  private final TreeMap<String, String> values;
  private Path origin = Path.of("");

  public NamedValues(Map<String, String> values) {
    this.values = new TreeMap<>(values);
  }

  public static NamedValues read(Path file) throws IOException {
    Map<String, String> values = new TreeMap<>();
    for (String line : Files.readAllLines(file)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    NamedValues read = new NamedValues(values);
    read.origin = file;
    return read;
  }

  /**
   * @throws IOException when it is missing or empty
   */
  public String text(String name) throws IOException {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw new IOException(origin + " is damaged: it has no " + name);
    }
    return value;
  }

  /**
   * @throws IOException when it is missing or no number
   */
  public long number(String name) throws IOException {
    try {
      return Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new IOException(origin + " is damaged: " + name + " is no number", e);
    }
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** Whole whenever it is read, but not on disk yet when this returns. */
  public void replace(Path file) throws IOException {
    write(file, false);
  }

  /** Durable when it returns: written beside, synced, renamed, directory synced. */
  public void replaceDurably(Path file) throws IOException {
    write(file, true);
    sync(file.toAbsolutePath().getParent());
  }

  private void write(Path file, boolean synced) throws IOException {
    var text = new StringBuilder();
    values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (synced) {
        channel.force(true);
      }
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }

  static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
