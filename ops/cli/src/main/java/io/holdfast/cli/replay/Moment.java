package io.holdfast.cli.replay;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.runtime.config.DurationText;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;

/** A time as people write it: itself, or so long ago. */
final class Moment {

  private Moment() {}

  /**
   * Reads one.
   *
   * @param option that it was given with
   * @throws Failure when it is neither
   */
  static Instant of(String option, String text, Instant now, ZoneId zone) {
    String plain = text.strip();
    try {
      if (plain.length() > 5 && plain.charAt(4) == '-') {
        String iso = plain.replace(' ', 'T');
        return iso.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
            ? OffsetDateTime.parse(iso).toInstant()
            : LocalDateTime.parse(iso).atZone(zone).toInstant();
      }
      return now.minus(DurationText.parse(plain));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE,
          "%s %s: write a time as 2026-11-22T12:03:59Z or '2026-11-22 12:03:59', or how long ago, such as 2h."
              .formatted(option, text),
          e);
    }
  }
}
