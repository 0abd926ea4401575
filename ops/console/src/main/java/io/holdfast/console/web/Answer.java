package io.holdfast.console.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.holdfast.schemas.format.RecordJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What is answered to a request.
 *
 * @param status of HTTP
 * @param type media type
 * @param headers beyond the media type and those that every answer has
 */
record Answer(int status, String type, byte[] body, Map<String, String> headers) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String JSON_TYPE = "application/json; charset=utf-8";

  /** A record, or a map, list or scalar that may hold some, as JSON. */
  static Answer json(Object value) {
    return json(200, value);
  }

  static Answer json(int status, Object value) {
    return new Answer(status, JSON_TYPE, bytes(value), Map.of("Cache-Control", "no-store"));
  }

  /** A sentence for the person who asked, as JSON. */
  static Answer refused(int status, String sentence) {
    return json(status, Map.of("error", sentence));
  }

  Answer with(String header, String value) {
    var more = new HashMap<>(headers);
    more.put(header, value);
    return new Answer(status, type, body, more);
  }

  /** The value as JSON in UTF-8. */
  static byte[] bytes(Object value) {
    var bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      RecordJson.write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  static String text(Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }
}
