package io.holdfast.cli.shell;

import io.holdfast.cli.output.Amounts;
import io.holdfast.cli.output.Spans;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.LongSupplier;

/**
 * How far something long has come, redrawn in place on a terminal; elsewhere nothing. Safe for use
 * by several threads.
 */
public final class ProgressBar implements AutoCloseable {

  private static final int WIDTH = 20;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintWriter err;
  private final boolean isDrawn;
  private final String title;
  private final DoubleFunction<String> amount;
  private final long total;
  private final LongSupplier nanoTime;
  private final long beganNanos;
  private long done;
  private long drawnNanos;

  /**
   * @param what of which there are {@code total}
   */
  public ProgressBar(Terminal terminal, String what, long total) {
    this(terminal, what, total, System::nanoTime);
  }

  ProgressBar(Terminal terminal, String what, long total, LongSupplier nanoTime) {
    this(
        terminal,
        "",
        total,
        count -> String.format(Locale.ROOT, "%,.0f %s", count, what),
        nanoTime);
  }

  private ProgressBar(
      Terminal terminal,
      String title,
      long total,
      DoubleFunction<String> amount,
      LongSupplier nanoTime) {
    this.err = terminal.err();
    this.isDrawn = terminal.coloured() && total > 0;
    this.title = title;
    this.amount = amount;
    this.total = total;
    this.nanoTime = nanoTime;
    this.beganNanos = nanoTime.getAsLong();
    this.drawnNanos = beganNanos - REDRAW_NANOS;
  }

  /** For one step of several, which is counted in bytes. */
  public static ProgressBar ofBytes(Terminal terminal, String step, long total) {
    return ofBytes(terminal, step, total, System::nanoTime);
  }

  static ProgressBar ofBytes(Terminal terminal, String step, long total, LongSupplier nanoTime) {
    return new ProgressBar(terminal, "%-10s ".formatted(step), total, Amounts::bytes, nanoTime);
  }

  /** So many more are done. */
  public synchronized void advance(long more) {
    reach(done + more);
  }

  /** So many are done. */
  public synchronized void reach(long all) {
    done = all;
    long now = nanoTime.getAsLong();
    if (isDrawn && now - drawnNanos >= REDRAW_NANOS) {
      drawnNanos = now;
      draw(now);
    }
  }

  private void draw(long now) {
    double share = Math.min(1.0, (double) done / total);
    int full = (int) (share * WIDTH);
    double rate = done / Math.max((now - beganNanos) / 1e9, 1e-3);
    String rest =
        done >= total
            ? "done"
            : Spans.ofMillis((long) ((total - done) / Math.max(rate, 1) * 1e3)) + " left";
    err.print(
        String.format(
            Locale.ROOT,
            "\r  %s%s%s %3.0f %%   %s/s   %s\u001b[K",
            title,
            "█".repeat(full),
            "░".repeat(WIDTH - full),
            share * 100,
            amount.apply(rate),
            rest));
    err.flush();
  }

  @Override
  public synchronized void close() {
    if (isDrawn) {
      draw(nanoTime.getAsLong());
      err.println();
    }
  }
}
