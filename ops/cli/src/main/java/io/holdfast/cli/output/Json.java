package io.holdfast.cli.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.holdfast.schemas.format.RecordJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/**
 * Values as JSON, written as {@link RecordJson} does.
 *
 * <p>Jackson's generator alone: binding classes would cost a third of a second at each start.
 */
public final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** On one line, for streams of them. */
  public static String line(Object value) {
    return RecordJson.of(value);
  }

  /** Indented, for people. */
  public static String pretty(Object value) {
    var text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      RecordJson.write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
    return text.toString();
  }
}
