package io.holdfast.backup.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.records.Marker;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyTextTest {

  @Test
  void valuesAreEscapedAsCopyDoes() {
    String row =
        CopyText.row(
            Arrays.asList("a\tb", "c\\d", "\n\r\b\f\u000b", null, "", "\\N", Marker.UNCHANGED));

    assertThat(row).isEqualTo("a\\tb\tc\\\\d\t\\n\\r\\b\\f\\v\t\\N\t\t\\\\N\t\\U");
  }

  @Test
  void fieldsAreReadBackAsTheyWere() {
    List<Object> values =
        Arrays.asList("a\tb", "c\\d", "\n\r\b\f\u000b\u0001", null, "", "\\N", "\\.", "ü😀");

    assertThat(CopyText.fields(CopyText.row(values)).stream().map(CopyText::value))
        .containsExactly("a\tb", "c\\d", "\n\r\b\f\u000b\u0001", null, "", "\\N", "\\.", "ü😀");
  }

  @Test
  void aRowCutInsideAnEscapeIsRefused() {
    assertThatThrownBy(() -> CopyText.value("abc\\")).isInstanceOf(IllegalArgumentException.class);
  }
}
