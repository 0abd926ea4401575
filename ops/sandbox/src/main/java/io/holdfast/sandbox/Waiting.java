package io.holdfast.sandbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what another process does, by asking again and again. */
final class Waiting {

  private static final long INTERVAL_MILLIS = 50;

  private Waiting() {}

  /** An error when {@code what} is not so after {@code patience}. */
  static void until(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new SandboxException("not within " + patience.toSeconds() + " s: " + what);
      }
      pause(what);
    }
  }

  private static void pause(String what) {
    try {
      Thread.sleep(INTERVAL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while waiting until " + what, e);
    }
  }
}
