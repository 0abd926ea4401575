package io.holdfast.schemas.records;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The records of this module and what is kept of them.
 *
 * <pre>
 *  src/main/avro/Pulse.avsc                 the schema as it is
 *  src/main/schemas-history/Pulse/1.avsc    each version that there was, names spelt out; the newest equals the schema
 *  src/test/resources/golden/Pulse/1.hex    the bytes of one record of that version, in the Confluent wire format with id 1
 * </pre>
 *
 * {@code -Dholdfast.write=newest} writes the newest version of both anew, for a schema that was in
 * no release yet; {@code -Dholdfast.write=next} adds a version where a schema changed.
 */
final class RecordFiles {

  /** What the tests do about a difference. */
  enum Write {
    NOTHING,
    NEWEST,
    NEXT
  }

  static final Write WRITE =
      Write.valueOf(System.getProperty("holdfast.write", "nothing").toUpperCase(Locale.ROOT));
  static final String HOW_TO_WRITE =
      "run mvn -pl schemas test -Dholdfast.write=newest if the version was in no release yet, else"
          + " with =next";

  private static final Path SCHEMAS = Path.of("src/main/avro");
  private static final Path HISTORY = Path.of("src/main/schemas-history");
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  private RecordFiles() {}

  /** All record types that have a schema file. */
  static List<Class<? extends SpecificRecord>> types() {
    try (Stream<Path> files = Files.list(SCHEMAS)) {
      return files
          .filter(file -> file.toString().endsWith(".avsc"))
          .sorted()
          .<Class<? extends SpecificRecord>>map(RecordFiles::type)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Schema schema(Class<?> type) {
    return SpecificData.get().getSchema(type);
  }

  /** Versions kept of the schema, oldest first; version n is at n − 1. */
  static List<Schema> history(Class<?> type) {
    return Stream.iterate(1, version -> version + 1)
        .map(version -> historyFile(type, version))
        .takeWhile(Files::exists)
        .map(file -> new Schema.Parser().parse(read(file)))
        .toList();
  }

  /**
   * The schema as it is kept: names spelt out, without what only the generated Java class wants.
   */
  static String text(Class<?> type) {
    String json = schema(type).toString();
    String plain =
        json.replace("{\"type\":\"string\",\"avro.java.string\":\"String\"}", "\"string\"")
            .replace(",\"avro.java.string\":\"String\"", "");
    return new Schema.Parser().parse(plain).toString(true) + "\n";
  }

  /**
   * Writes the newest version, or one more, if that was asked for and the schema is another one.
   */
  static void keepHistory(Class<?> type) {
    int newest = history(type).size();
    boolean changed = newest == 0 || !read(historyFile(type, newest)).equals(text(type));
    if (WRITE != Write.NOTHING && changed) {
      boolean oneMore = newest == 0 || WRITE == Write.NEXT;
      write(historyFile(type, oneMore ? newest + 1 : newest), text(type));
    }
  }

  static Path historyFile(Class<?> type, int version) {
    return HISTORY.resolve(type.getSimpleName()).resolve(version + ".avsc");
  }

  static Path goldenFile(Class<?> type, int version) {
    return GOLDEN.resolve(type.getSimpleName()).resolve(version + ".hex");
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<? extends SpecificRecord> type(Path file) {
    try {
      var json = new ObjectMapper().readTree(file.toFile());
      String name = json.get("namespace").asText() + "." + json.get("name").asText();
      return Class.forName(name).asSubclass(SpecificRecord.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no class was generated from " + file, e);
    }
  }
}
