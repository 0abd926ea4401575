package io.holdfast.cli.shell;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** A terminal whose standard error a test reads. */
public final class Screen {

  private final StringWriter err = new StringWriter();
  private final Terminal terminal;

  /**
   * @param coloured whether a person watches
   */
  public Screen(boolean coloured) {
    terminal =
        new Terminal(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            coloured,
            Clock.systemUTC(),
            Map.of(),
            Optional::empty);
  }

  public Terminal terminal() {
    return terminal;
  }

  /** All that was written. */
  public String text() {
    return err.toString();
  }
}
