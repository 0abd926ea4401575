package io.holdfast.cli.cluster;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.LongSupplier;

/**
 * Tells a person on a terminal what takes longer than two seconds: how far a reading is, or who is
 * waited for. Wipes that away at the end. Programs are told nothing.
 */
public final class Waiting {

  /** For programs. */
  public static final Waiting SILENT = new Waiting(null, () -> 0);

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration STEP = Duration.ofMillis(300);
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
    if (err == null || now - begun < PATIENCE.toNanos() || now - told < STEP.toNanos()) {
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

  /** Tells who is waited for, and how long already, until it is closed. */
  public Answer forAnswer(String of) {
    if (err == null) {
      return () -> {};
    }
    var asked = new Asked(of);
    var timer = new Timer("waiting", true);
    timer.schedule(asked, PATIENCE.toMillis(), STEP.toMillis());
    return () -> {
      timer.cancel();
      asked.answered();
    };
  }

  /** An answer that is waited for. */
  public interface Answer extends AutoCloseable {

    @Override
    void close();
  }

  /** Who was asked; told again and again by the timer's thread. */
  final class Asked extends TimerTask {

    private final String who;
    private final long since = nanoTime.getAsLong();
    private boolean isTold;
    private boolean isOver;

    Asked(String who) {
      this.who = who;
    }

    @Override
    public synchronized void run() {
      if (!isOver) {
        isTold = true;
        long seconds = Duration.ofNanos(nanoTime.getAsLong() - since).toSeconds();
        err.printf("%s  %s … %d s", WIPE, who, seconds);
        err.flush();
      }
    }

    synchronized void answered() {
      isOver = true;
      if (isTold) {
        err.print(WIPE);
        err.flush();
      }
    }
  }
}
