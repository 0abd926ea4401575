package io.holdfast.runtime;

import io.holdfast.runtime.http.HttpEndpoint.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All conditions of a process; ready when none is unmet. Thread-safe. */
final class Readiness {

  private final List<Condition> conditions = new ArrayList<>();

  /**
   * @param missing what is said as long as nobody told otherwise
   */
  synchronized Condition add(String name, String missing) {
    var condition = new Condition(name, missing);
    conditions.add(condition);
    return condition;
  }

  synchronized List<String> missing() {
    return conditions.stream().map(Condition::missing).flatMap(Optional::stream).toList();
  }

  Page page() {
    List<String> missing = missing();
    return missing.isEmpty()
        ? Page.text(200, "ready")
        : Page.text(503, "not ready\n" + String.join("\n", missing));
  }
}
