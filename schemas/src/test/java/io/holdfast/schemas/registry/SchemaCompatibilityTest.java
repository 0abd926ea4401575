package io.holdfast.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaCompatibilityTest {

  private static final Schema NAME = thing("{\"name\":\"name\",\"type\":\"string\"}");
  private static final Schema NAME_AND_SIZE =
      thing("{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"size\",\"type\":\"long\"}");
  private static final Schema NAME_AND_SIZE_WITH_DEFAULT =
      thing(
          "{\"name\":\"name\",\"type\":\"string\"},"
              + "{\"name\":\"size\",\"type\":\"long\",\"default\":0}");
  private static final Schema SIZE_WITH_DEFAULT =
      thing("{\"name\":\"size\",\"type\":\"long\",\"default\":0}");

  @ParameterizedTest
  @CsvSource({
    "NONE,     true,  true,  true",
    "BACKWARD, false, true,  true",
    "FORWARD,  true,  true,  false",
    "FULL,     false, true,  false",
  })
  void aModeAllowsAddingARequiredFieldAddingOneWithADefaultAndRemovingARequiredOne(
      Compatibility mode, boolean required, boolean withDefault, boolean removed) {
    assertThat(SchemaCompatibility.allows(mode, NAME_AND_SIZE, List.of(NAME))).isEqualTo(required);
    assertThat(SchemaCompatibility.allows(mode, NAME_AND_SIZE_WITH_DEFAULT, List.of(NAME)))
        .isEqualTo(withDefault);
    assertThat(
            SchemaCompatibility.allows(
                mode, SIZE_WITH_DEFAULT, List.of(NAME_AND_SIZE_WITH_DEFAULT)))
        .isEqualTo(removed);
  }

  @ParameterizedTest
  @CsvSource({"BACKWARD, true", "BACKWARD_TRANSITIVE, false", "FULL_TRANSITIVE, false"})
  void onlyATransitiveModeLooksBeyondTheNewestVersion(Compatibility mode, boolean allowed) {
    List<Schema> earlier = List.of(NAME, NAME_AND_SIZE_WITH_DEFAULT);

    assertThat(SchemaCompatibility.allows(mode, NAME_AND_SIZE, earlier)).isEqualTo(allowed);
  }

  private static Schema thing(String fields) {
    return new Schema.Parser()
        .parse("{\"type\":\"record\",\"name\":\"Thing\",\"fields\":[%s]}".formatted(fields));
  }
}
