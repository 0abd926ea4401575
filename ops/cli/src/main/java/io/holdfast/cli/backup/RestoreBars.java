package io.holdfast.cli.backup;

import io.holdfast.backup.restore.RestoreProgress;
import io.holdfast.cli.shell.ProgressBar;
import io.holdfast.cli.shell.Terminal;
import java.util.Locale;

/** A bar for each step of a restore whose end is known; else, and off a terminal, its name. */
final class RestoreBars implements RestoreProgress, AutoCloseable {

  private final Terminal terminal;
  private Step step;
  private ProgressBar bar;

  RestoreBars(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void at(Step now, long done, long total) {
    if (now != step) {
      close();
      step = now;
      begin(now.name().toLowerCase(Locale.ROOT), total);
    }
    if (bar != null) {
      bar.reach(done);
    }
  }

  private void begin(String name, long total) {
    if (terminal.coloured() && total > 0) {
      bar = ProgressBar.ofBytes(terminal, name, total);
    } else {
      terminal.err().println("  " + name);
    }
  }

  /** Leaves the last bar as it is. */
  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
