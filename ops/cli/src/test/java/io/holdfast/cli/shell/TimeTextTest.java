package io.holdfast.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TimeTextTest {

  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void aTimeIsReadInItsOwnZoneElseInThatOfThisMachine() {
    Instant noon = Instant.parse("2026-11-22T12:03:59Z");

    assertThat(TimeText.at("--to", "2026-11-22T12:03:59Z", ZONE)).isEqualTo(noon);
    assertThat(TimeText.at("--to", "2026-11-22 14:03:59+02:00", ZONE)).isEqualTo(noon);
    assertThat(TimeText.at("--to", "2026-11-22 13:03:59", ZONE)).isEqualTo(noon);
  }

  @Test
  void soLongAgoIsATimeWhereThatIsMeant() {
    assertThat(TimeText.atOrAgo("--from", "2h", NOW, ZONE))
        .isEqualTo(Instant.parse("2026-11-22T10:00:00Z"));
    assertThat(TimeText.atOrAgo("--from", "2026-11-22 12:00", NOW, ZONE))
        .isEqualTo(Instant.parse("2026-11-22T11:00:00Z"));
  }

  @Test
  void whatIsNeitherIsRefusedWithTheWayToWriteIt() {
    assertThatThrownBy(() -> TimeText.atOrAgo("--from", "yesterday", NOW, ZONE))
        .isInstanceOf(Failure.class)
        .hasMessageContainingAll("--from yesterday", "Europe/Berlin", "how long ago");
    assertThatThrownBy(() -> TimeText.at("--to", "2h", ZONE))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("--to 2h: write a time as");
  }
}
