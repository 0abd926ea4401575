package io.holdfast.cli.shell;

import io.holdfast.runtime.config.DurationText;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/** Times as people write them. */
public final class TimeText {

  private TimeText() {}

  /**
   * Reads a time.
   *
   * @param option that it was given with
   * @param zone of a time that names none
   * @throws Failure when it is none
   */
  public static Instant at(String option, String text, ZoneId zone) {
    String iso = text.strip().replace(' ', 'T');
    try {
      return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(iso).toInstant()
          : LocalDateTime.parse(iso).atZone(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw refused(option, text, zone, "", e);
    }
  }

  /** The same, or so long ago, such as 2h. */
  public static Instant atOrAgo(String option, String text, Instant now, ZoneId zone) {
    String plain = text.strip();
    if (plain.length() > 5 && plain.charAt(4) == '-') {
      return at(option, text, zone);
    }
    try {
      return now.minus(DurationText.parse(plain));
    } catch (IllegalArgumentException e) {
      throw refused(option, text, zone, ", or how long ago, such as 2h", e);
    }
  }

  private static Failure refused(
      String option, String text, ZoneId zone, String or, RuntimeException cause) {
    return new Failure(
        ExitCode.USAGE,
        "%s %s: write a time as 2026-11-22T12:03:59Z, or as '2026-11-22 12:03:59' in zone %s%s."
            .formatted(option, text, zone, or),
        cause);
  }
}
