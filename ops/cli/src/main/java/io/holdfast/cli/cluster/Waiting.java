package io.holdfast.cli.cluster;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells a person on a terminal how far a reading is, once it has taken two seconds, and wipes that
 * away at the end. Programs are told nothing.
 */
public final class Waiting {

  /** For programs. */
  public static final Waiting SILENT = new Waiting(null, () -> 0);

  private static final long PATIENCE = Duration.ofSeconds(2).toNanos();
  private static final long STEP = Duration.ofMillis(300).toNanos();
  private static final int WIDTH = 20;
  private static final String WIPE = "\r\u001b[K";

  private final PrintWriter err;
  private final LongSupplier nanoTime;
  private long begun;
  private long told;
  private boolean shown;

  Waiting(PrintWriter err, LongSupplier nanoTime) {
    this.err = err;
    this.nanoTime = nanoTime;
  }

  public static Waiting on(PrintWriter err) {
    return new Waiting(err, System::nanoTime);
  }

  void begin() {
    begun = nanoTime.getAsLong();
    told = begun;
    shown = false;
  }

  /** So many of so many are done. */
  void at(String what, long done, long all) {
    long now = nanoTime.getAsLong();
    if (err == null || now - begun < PATIENCE || now - told < STEP) {
      return;
    }
    told = now;
    shown = true;
    int share = (int) (WIDTH * Math.min(done, all) / Math.max(1, all));
    err.printf(
        "%s  %s  %s%s %d %%",
        WIPE, what, "█".repeat(share), "░".repeat(WIDTH - share), 100 * done / Math.max(1, all));
    err.flush();
  }

  void end() {
    if (shown) {
      err.print(WIPE);
      err.flush();
    }
  }
}
