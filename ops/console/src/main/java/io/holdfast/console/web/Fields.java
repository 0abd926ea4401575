package io.holdfast.console.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A JSON object in the order in which it is told. */
final class Fields {

  private final Map<String, Object> fields = new LinkedHashMap<>();

  Fields and(String name, Object value) {
    fields.put(name, value instanceof Optional<?> optional ? optional.orElse(null) : value);
    return this;
  }

  Map<String, Object> map() {
    return fields;
  }
}
