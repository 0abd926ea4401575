package io.holdfast.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** What was measured on the way, in order, for the summary. */
final class Figures {

  private final Map<String, String> figures = new LinkedHashMap<>();

  void record(String name, String value) {
    figures.put(name, value);
  }

  Map<String, String> all() {
    return figures;
  }
}
