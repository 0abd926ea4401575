package io.holdfast.cli.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.restore.RestoreProgress.Step;
import io.holdfast.cli.shell.Screen;
import org.junit.jupiter.api.Test;

class RestoreBarsTest {

  private static void restore(Screen screen) {
    try (var bars = new RestoreBars(screen.terminal())) {
      bars.at(Step.CHANGES, 50, 100);
      bars.at(Step.CHANGES, 100, 100);
      bars.at(Step.SCHEMA, 0, 0);
      bars.at(Step.DATA, 512, 2048);
      bars.at(Step.DATA, 1024, 2048);
    }
  }

  @Test
  void aPersonSeesABarForEachStepWhoseEndIsKnown() {
    Screen screen = new Screen(true);

    restore(screen);

    assertThat(screen.text().split("\n"))
        .extracting(RestoreBarsTest::lastDrawn)
        .satisfiesExactly(
            changes ->
                assertThat(changes)
                    .matches("  changes    █{20} 100 %   [0-9.]+ (B|KiB)/s   done\u001b\\[K"),
            schema -> assertThat(schema).isEqualTo("  schema"),
            data ->
                assertThat(data)
                    .matches(
                        "  data       █{10}░{10}  50 %   [0-9.]+ [KM]iB/s   \\d+ ms left\u001b\\[K"));
  }

  @Test
  void aFileHasTheNamesOfTheStepsOnly() {
    Screen screen = new Screen(false);

    restore(screen);

    assertThat(screen.text().lines()).containsExactly("  changes", "  schema", "  data");
  }

  private static String lastDrawn(String line) {
    return line.substring(line.lastIndexOf('\r') + 1);
  }
}
