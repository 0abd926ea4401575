package io.holdfast.runtime;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thing a process must have to be ready. Unmet until told otherwise. Thread-safe. */
public final class Condition {

  private static final Logger log = LoggerFactory.getLogger(Condition.class);

  private final String name;
  private String missing;

  Condition(String name, String missing) {
    this.name = name;
    this.missing = missing;
  }

  public synchronized void met() {
    if (missing != null) {
      log.atDebug().addKeyValue("condition", name).log("met");
    }
    missing = null;
  }

  /**
   * Makes the process not ready.
   *
   * @param why a few words for the operator; logged once as long as they stay the same
   */
  public synchronized void unmet(String why) {
    if (!why.equals(missing)) {
      log.atWarn().addKeyValue("condition", name).addKeyValue("why", why).log("not ready");
    }
    missing = why;
  }

  synchronized Optional<String> missing() {
    return Optional.ofNullable(missing).map(why -> name + ": " + why);
  }
}
