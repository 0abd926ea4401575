package io.holdfast.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EnvironmentNamesTest {

  record Inner(@Default("0") int bC) {}

  record Clash(@Default("0") int aB, Deep a) {}

  record Deep(@Default("0") int b) {}

  record Free(Map<String, String> labels, Map<String, Inner> groups) {}

  @Test
  void twoKeysWithOneVariableAreAProgrammingError() {
    assertThatThrownBy(() -> Configuration.of(Clash.class))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a-b")
        .hasMessageContaining("a.b");
  }

  @Test
  void anUnderscoreOfAMapsKeyIsWrittenTwice() {
    Free free = load(Map.of("HOLDFAST_LABELS__GPU_MODEL__NAME", "h100"));

    assertThat(free.labels()).isEqualTo(Map.of("gpu.model_name", "h100"));
  }

  @Test
  void mapsAreGivenWholeAsOneLineYaml() {
    Free free =
        load(Map.of("HOLDFAST_LABELS", "{a: 1, b.c: 2}", "HOLDFAST_GROUPS", "{x: {b-c: 7}}"));

    assertThat(free.labels()).isEqualTo(Map.of("a", "1", "b.c", "2"));
    assertThat(free.groups()).isEqualTo(Map.of("x", new Inner(7)));
  }

  @Test
  void variablesOfOthersAreLeftAlone() {
    assertThatCode(() -> load(Map.of("PATH", "/bin", "HOLDFAST_EPOCH", "7", "HOLDFASTER", "1")))
        .doesNotThrowAnyException();
  }

  private static Free load(Map<String, String> environment) {
    return Configuration.of(Free.class).environment(environment).load().value();
  }
}
