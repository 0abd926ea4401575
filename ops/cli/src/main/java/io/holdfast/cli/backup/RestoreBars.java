package io.holdfast.cli.backup;

import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.cli.output.Amounts;
import io.holdfast.cli.output.Spans;
import io.holdfast.cli.shell.Terminal;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * A bar for each step of a restore, redrawn in place on a terminal; elsewhere a line when a step
 * begins.
 */
final class RestoreBars implements RestoreProgress {

  private static final int WIDTH = 20;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintWriter err;
  private final boolean redraw;
  private Step step;
  private long beganNanos;
  private long drawnNanos;

  RestoreBars(Terminal terminal) {
    this.err = terminal.err();
    this.redraw = terminal.coloured();
  }

  @Override
  public synchronized void at(Step now, long done, long total) {
    long nanos = System.nanoTime();
    boolean begins = now != step;
    if (begins) {
      end();
      step = now;
      beganNanos = nanos;
      if (!redraw) {
        err.println("  " + name());
      }
    }
    if (redraw && (begins || done >= total || nanos - drawnNanos >= REDRAW_NANOS)) {
      drawnNanos = nanos;
      err.print("\r  " + line(done, total, nanos - beganNanos) + "\u001b[K");
      err.flush();
    }
  }

  /** Leaves the last bar as it is. */
  synchronized void end() {
    if (redraw && step != null) {
      err.println();
    }
  }

  private String name() {
    return step.name().toLowerCase(Locale.ROOT);
  }

  private String line(long done, long total, long nanos) {
    if (total <= 0) {
      return name();
    }
    double share = Math.min(1.0, (double) done / total);
    int full = (int) (share * WIDTH);
    double seconds = Math.max(nanos / 1e9, 1e-3);
    double rate = done / seconds;
    String rest =
        share >= 1
            ? "done"
            : "%s/s   %s left"
                .formatted(
                    Amounts.bytes(rate), Spans.ofMillis((long) ((total - done) / rate * 1e3)));
    return "%-10s %s%s %4s   %s"
        .formatted(name(), "█".repeat(full), "░".repeat(WIDTH - full), Amounts.share(share), rest);
  }
}
