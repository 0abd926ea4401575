package io.holdfast.agent;

import java.time.Duration;

/** {@link Main}, but what does not end is given up within seconds. */
final class ImpatientMain {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(8);

  private ImpatientMain() {}

  public static void main(String[] args) {
    Main.app().stopWithin(STOP_WITHIN).main(args);
  }
}
