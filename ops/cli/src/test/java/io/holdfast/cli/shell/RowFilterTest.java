package io.holdfast.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowFilterTest {

  private static final Map<String, Object> ROW =
      Map.of("node", "rack3-gpu07", "state", "DEAD", "movingFrom", "n1");

  @ParameterizedTest
  @CsvSource({
    "state=DEAD, true",
    "state=dead, true",
    "state=ALIVE, false",
    "state!=ALIVE, true",
    "node~GPU, true",
    "node=gpu, false",
    "movingfrom=n1, true",
    "node=, false",
  })
  void rowsAreComparedWithoutRegardToCase(String condition, boolean wanted) {
    assertThat(RowFilter.parse(condition).wants(ROW)).isEqualTo(wanted);
  }

  @Test
  void anotherFormIsRefusedWithTheThreeThereAre() {
    assertThatThrownBy(() -> RowFilter.parse("state"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("FIELD=TEXT");
  }
}
