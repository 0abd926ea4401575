package io.holdfast.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFormsTest {

  @ParameterizedTest
  @CsvSource({"0s,0", "7ns,7", "3us,3000", "500ms,500000000", "10s,10000000000"})
  @CsvSource({"5m,300000000000", "1h,3600000000000"})
  void aDurationIsReadAndPrintedAlike(String text, long nanos) {
    assertThat(DurationText.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    assertThat(DurationText.print(Duration.ofNanos(nanos))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "-1s", "1.5s", "1S", "s", "1s2", "999999999999999999d"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a duration");
  }

  @ParameterizedTest
  @CsvSource({"0B,0", "999B,999", "512KiB,524288", "64MiB,67108864", "2GiB,2147483648"})
  void aSizeIsReadAndPrintedAlike(String text, long bytes) {
    assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes));
    assertThat(new DataSize(bytes)).hasToString(text);
  }

  @Test
  void decimalUnitsArePowersOfAThousand() {
    assertThat(DataSize.parse("10 MB").bytes()).isEqualTo(10_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "64", "64mib", "-1B", "1.5GiB", "99999999999TiB"})
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> DataSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a size");
  }

  @Test
  void aSecretIsNeverPrinted() {
    assertThat(Secret.parse("hush")).hasToString("***");
    assertThat(Secret.parse("hush").reveal()).isEqualTo("hush");
  }
}
