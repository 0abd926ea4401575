package io.holdfast.runtime;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a dependency until it answers. Says what is missing when that changes, not at each try. */
final class Wait {

  private static final Logger log = LoggerFactory.getLogger(Wait.class);

  private final Dependency dependency;
  private final Condition condition;
  private final Backoff backoff;
  private final Ending ending;
  private final long began = System.nanoTime();
  private String said;

  Wait(Dependency dependency, Condition condition, Backoff backoff, Ending ending) {
    this.dependency = dependency;
    this.condition = condition;
    this.backoff = backoff;
    this.ending = ending;
  }

  void untilItAnswers() throws InterruptedException {
    for (int attempt = 0; !answers(); attempt++) {
      ending.pause(backoff.delay(attempt).toNanos());
    }
    if (said != null) {
      log.atInfo()
          .addKeyValue("dependency", dependency.name())
          .addKeyValue("afterSeconds", Duration.ofNanos(System.nanoTime() - began).toSeconds())
          .log("answers");
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      dependency.probe();
      return true;
    } catch (StartRefusedException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      say(e.getMessage() == null ? e.toString() : e.getMessage());
      return false;
    }
  }

  private void say(String why) {
    if (!why.equals(said)) {
      condition.unmet(why + "; trying again");
    }
    said = why;
  }
}
