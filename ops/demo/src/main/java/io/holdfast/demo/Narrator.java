package io.holdfast.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Tells the story on a terminal: chapters, what happens, and what was measured. */
final class Narrator {

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final PrintStream out;

  Narrator(PrintStream out) {
    this.out = out;
  }

  void title(String title) {
    out.printf("%n%s%n", title);
  }

  void chapter(int number, String title) {
    out.printf("%n%d  %s%n", number, title);
  }

  /** Something happens, or is about to. */
  void says(String format, Object... arguments) {
    line("  ", format, arguments);
  }

  /** Something that had to follow did follow. */
  void verified(String format, Object... arguments) {
    line("✔ ", format, arguments);
  }

  /** Something that had to follow did not. */
  void failed(Exception failure) {
    line("✘ ", "%s", failure.getMessage());
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      line("  ", "because of %s", cause);
    }
  }

  /** Text as it is, indented; for commands to copy and for figures. */
  void block(List<String> lines) {
    lines.forEach(line -> out.println("     " + line));
    out.flush();
  }

  /** Seconds with one decimal, as people read them. */
  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  static String seconds(long fromNanos, long toNanos) {
    return seconds(Duration.ofNanos(toNanos - fromNanos));
  }

  private void line(String mark, String format, Object... arguments) {
    out.printf(
        "   %s %s%s%n",
        LocalTime.now().format(CLOCK), mark, String.format(Locale.ROOT, format, arguments));
    out.flush();
  }
}
