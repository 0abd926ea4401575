package io.holdfast.cli.backup;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Times as people write them. */
final class Instants {

  private Instants() {}

  /**
   * Reads a time.
   *
   * @param zone of a time that names none
   * @return microseconds since 1970-01-01 UTC
   * @throws Failure when it is no time
   */
  static long micros(String text, ZoneId zone) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, parse(text.strip().replace(' ', 'T'), zone));
  }

  private static Instant parse(String text, ZoneId zone) {
    try {
      return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)$")
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).atZone(zone).toInstant();
    } catch (DateTimeParseException e) {
      throw new Failure(
          ExitCode.USAGE,
          "--to %s: write the time as 2026-11-22T12:03:59Z, or as '2026-11-22 12:03:59' in zone %s."
              .formatted(text, zone),
          e);
    }
  }
}
