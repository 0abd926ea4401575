package io.holdfast.cli.output;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** Times as people read them at night: how long ago, or the hour by this machine's zone. */
public final class Spans {

  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final Duration TODAY = Duration.ofHours(20);

  private Spans() {}

  /**
   * {@code 340 ms}, {@code 4.2 s}, {@code 41 s}, {@code 12 min}, {@code 3 h 05 min}, {@code 6 d}.
   */
  public static String of(Duration span) {
    long millis = span.toMillis();
    if (millis < 0) {
      return "0 ms";
    }
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 10_000) {
      return "%d.%d s".formatted(millis / 1_000, millis % 1_000 / 100);
    }
    if (millis < 120_000) {
      return millis / 1_000 + " s";
    }
    long minutes = span.toMinutes();
    if (minutes < 60) {
      return minutes + " min";
    }
    if (minutes < 48 * 60) {
      return "%d h %02d min".formatted(minutes / 60, minutes % 60);
    }
    return span.toDays() + " d";
  }

  public static String ofMillis(long millis) {
    return of(Duration.ofMillis(millis));
  }

  /** How long before {@code now} it was. */
  public static String since(Instant then, Instant now) {
    return of(Duration.between(then, now));
  }

  /** Hour to the millisecond when it is near to {@code now}, else the day as well. */
  public static String at(Instant then, Instant now, ZoneId zone) {
    boolean near = Duration.between(then, now).abs().compareTo(TODAY) < 0;
    return (near ? HOUR : DAY).format(then.atZone(zone));
  }
}
