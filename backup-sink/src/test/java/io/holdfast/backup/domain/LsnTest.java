package io.holdfast.backup.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

  @ParameterizedTest
  @ValueSource(strings = {"0/0", "0/1", "16B3/C8D00", "FFFFFFFF/FFFFFFFF", "1/0"})
  void theTextFormIsReadBackAsItWasWritten(String text) {
    assertThat(Lsn.parse(text)).hasToString(text);
  }

  @Test
  void positionsCompareUnsigned() {
    assertThat(Lsn.parse("FFFFFFFF/0")).isGreaterThan(Lsn.parse("7FFFFFFF/0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "1", "1/", "/1", "1/2/3", "1/100000000", "-1/1", "x/1"})
  void whatIsNotAPositionIsRefusedInWords(String text) {
    assertThatThrownBy(() -> Lsn.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write it as 16B3/C8D00");
  }
}
