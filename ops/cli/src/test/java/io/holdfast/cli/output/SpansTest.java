package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SpansTest {

  @Test
  void spansAreAsLongAsTheyNeedToBe() {
    assertThat(Spans.ofMillis(340)).isEqualTo("340 ms");
    assertThat(Spans.ofMillis(4_250)).isEqualTo("4.2 s");
    assertThat(Spans.ofMillis(41_900)).isEqualTo("41 s");
    assertThat(Spans.of(Duration.ofMinutes(12))).isEqualTo("12 min");
    assertThat(Spans.of(Duration.ofMinutes(185))).isEqualTo("3 h 05 min");
    assertThat(Spans.of(Duration.ofDays(6))).isEqualTo("6 d");
  }

  @Test
  void aTimeFarFromNowHasItsDay() {
    Instant now = Instant.parse("2026-11-22T12:04:31.220Z");

    assertThat(Spans.at(now.minusSeconds(1), now, ZoneOffset.UTC)).isEqualTo("12:04:30.220");
    assertThat(Spans.at(now.minus(Duration.ofDays(2)), now, ZoneOffset.UTC))
        .isEqualTo("2026-11-20 12:04:31");
  }

  @Test
  void aClockThatIsBehindMakesNoNegativeSpan() {
    assertThat(Spans.ofMillis(-5)).isEqualTo("0 ms");
  }

  @Test
  void amountsHaveNoDigitsThatSayNothing() {
    assertThat(Amounts.plain(4.0)).isEqualTo("4");
    assertThat(Amounts.plain(0.5)).isEqualTo("0.5");
    assertThat(Amounts.plain(10)).isEqualTo("10");
    assertThat(Amounts.plain(0)).isEqualTo("0");
    assertThat(Amounts.bytes(268_435_456)).isEqualTo("256 MiB");
    assertThat(Amounts.bytes(1_610_612_736)).isEqualTo("1.5 GiB");
  }
}
