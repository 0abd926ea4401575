package io.holdfast.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What programs read from {@code --json}: maps, lists, texts, numbers. */
final class ParsedJson {

  private ParsedJson() {}

  /** The one object that a command answered. */
  @SuppressWarnings("unchecked")
  static Map<String, Object> object(CommandRun run) throws IOException {
    return (Map<String, Object>) parse(run.out());
  }

  /** The objects of the one list that a command answered. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(CommandRun run) throws IOException {
    return (List<Map<String, Object>>) parse(run.out());
  }

  private static Object parse(String text) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(text)) {
      json.nextToken();
      Object value = value(json);
      if (json.nextToken() != null) {
        throw new IOException("more than one value: " + text);
      }
      return value;
    }
  }

  private static Object value(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      var fields = new LinkedHashMap<String, Object>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, value(json));
      }
      return fields;
    }
    if (json.currentToken() == JsonToken.START_ARRAY) {
      var values = new ArrayList<Object>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        values.add(value(json));
      }
      return values;
    }
    return switch (json.currentToken()) {
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
      case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
      case VALUE_NULL -> null;
      default -> json.getText();
    };
  }
}
