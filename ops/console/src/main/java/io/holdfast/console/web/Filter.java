package io.holdfast.console.web;

import java.util.Locale;
import java.util.Map;

/**
 * What of a list is wanted. Each part is null where all is.
 *
 * @param kind a kind, phase, cause or state
 * @param text what one of the names or sentences must contain
 */
record Filter(String pool, String kind, String text) {

  static Filter of(Map<String, String> query) {
    return new Filter(given(query, "pool"), given(query, "kind"), given(query, "q"));
  }

  private static String given(Map<String, String> query, String name) {
    String value = query.getOrDefault(name, "").strip();
    return value.isEmpty() ? null : value;
  }

  boolean pool(String of) {
    return pool == null || pool.equals(of);
  }

  boolean kind(Enum<?> of) {
    return kind == null || kind.equals(of.name());
  }

  boolean text(String... of) {
    if (text == null) {
      return true;
    }
    String wanted = text.toLowerCase(Locale.ROOT);
    for (String one : of) {
      if (one != null && one.toLowerCase(Locale.ROOT).contains(wanted)) {
        return true;
      }
    }
    return false;
  }
}
