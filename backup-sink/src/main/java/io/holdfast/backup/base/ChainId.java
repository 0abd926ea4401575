package io.holdfast.backup.base;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Ids of chains: when they began, and a random part. They sort in the order of their beginning. */
final class ChainId {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final SecureRandom RANDOM = new SecureRandom();

  private ChainId() {}

  static String of(Clock clock) {
    return TIME.format(clock.instant()) + "-%08x".formatted(RANDOM.nextInt());
  }
}
