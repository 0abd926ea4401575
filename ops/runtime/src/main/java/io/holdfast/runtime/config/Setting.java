package io.holdfast.runtime.config;

import java.util.LinkedHashMap;
import java.util.List;

/** What was written, before it is known what it should have been. */
sealed interface Setting {

  Origin origin();

  record Text(String value, Origin origin) implements Setting {}

  record Listing(List<Setting> elements, Origin origin) implements Setting {}

  /** Mutable on purpose: layers are laid over each other in place. */
  record Group(LinkedHashMap<String, Setting> entries, Origin origin) implements Setting {

    static Group empty(Origin origin) {
      return new Group(new LinkedHashMap<>(), origin);
    }
  }

  static Group single(String path, String value, Origin origin) {
    var group = Group.empty(origin);
    group.entries().put(path, new Text(value, origin));
    return group;
  }
}
