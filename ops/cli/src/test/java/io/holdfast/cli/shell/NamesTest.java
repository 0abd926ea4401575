package io.holdfast.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {

  private static final List<String> NODES = List.of("rack1", "rack10", "rack2-gpu07");

  private static String meant(String given) {
    return Names.meant("node", given, NODES, "holdfast node list");
  }

  @Test
  void aWholeIdIsMeantEvenIfAnotherBeginsWithIt() {
    assertThat(meant("rack1")).isEqualTo("rack1");
  }

  @Test
  void asMuchAsOnlyOneBeginsWithIsEnough() {
    assertThat(meant("rack2")).isEqualTo("rack2-gpu07");
  }

  @Test
  void whatSeveralBeginWithIsAnsweredWithThem() {
    assertThatThrownBy(() -> meant("rack"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("3 of them: rack1, rack10, rack2-gpu07");
  }
}
