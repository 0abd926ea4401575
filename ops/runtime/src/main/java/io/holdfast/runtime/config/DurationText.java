package io.holdfast.runtime.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: a whole number and ns, us, ms, s, m, h or d. */
public final class DurationText {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s?(ns|us|ms|s|m|h|d)");

  private DurationText() {}

  /**
   * Reads one amount with its unit.
   *
   * @throws IllegalArgumentException when the text is not a duration
   */
  public static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a duration with its unit, such as 500ms, 10s, 5m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    try {
      Duration duration =
          switch (matcher.group(2)) {
            case "ns" -> Duration.ofNanos(amount);
            case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          };
      return Duration.ofNanos(duration.toNanos()); // later uses count nanoseconds in a long
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("a duration of less than 292 years", e);
    }
  }

  /** The shortest exact text: {@code 1500ms}, {@code 10s}, {@code 1h}. */
  public static String print(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    if (nanos % 1_000L != 0) {
      return nanos + "ns";
    }
    if (nanos % 1_000_000L != 0) {
      return nanos / 1_000L + "us";
    }
    long millis = duration.toMillis();
    if (millis % 1_000L != 0) {
      return millis + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds % 60 != 0) {
      return seconds + "s";
    }
    return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
  }
}
