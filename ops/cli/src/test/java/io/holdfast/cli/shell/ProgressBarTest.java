package io.holdfast.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  private static final long MIB = 1 << 20;

  private final Screen screen = new Screen(true);
  private long now = -Duration.ofDays(1).toNanos(); // whose zero is anywhere

  private void after(Duration passed) {
    now += passed.toNanos();
  }

  @Test
  void aPersonSeesTheRateAndWhatTimeIsLeft() {
    ProgressBar bar = ProgressBar.ofBytes(screen.terminal(), "data", 40 * MIB, () -> now);
    after(Duration.ofSeconds(2));

    bar.reach(10 * MIB);

    assertThat(screen.text())
        .isEqualTo("\r  data       █████░░░░░░░░░░░░░░░  25 %   5 MiB/s   6.0 s left\u001b[K");
  }

  @Test
  void theLastLineSaysThatAllIsDoneAndStays() {
    ProgressBar bar = new ProgressBar(screen.terminal(), "heartbeats", 3000, () -> now);
    after(Duration.ofMillis(1_500));
    bar.advance(1_000);
    bar.advance(2_000);

    bar.close();

    assertThat(screen.text())
        .endsWith(
            "\r  ████████████████████ 100 %   2,000 heartbeats/s   done\u001b[K"
                + System.lineSeparator());
  }

  @Test
  void itIsDrawnTenTimesASecondAtMost() {
    ProgressBar bar = ProgressBar.ofBytes(screen.terminal(), "data", MIB, () -> now);
    for (int i = 1; i <= 1_000; i++) {
      bar.reach(i);
      after(Duration.ofMillis(1));
    }

    assertThat(screen.text().chars().filter(character -> character == '\r')).hasSize(10);
  }

  @Test
  void whatNobodyWatchesOrHasNoEndIsNotDrawn() {
    Screen pipe = new Screen(false);
    ProgressBar unseen = ProgressBar.ofBytes(pipe.terminal(), "data", MIB, () -> now);
    ProgressBar endless = ProgressBar.ofBytes(screen.terminal(), "data", 0, () -> now);
    after(Duration.ofSeconds(1));

    for (ProgressBar bar : new ProgressBar[] {unseen, endless}) {
      bar.reach(1);
      bar.close();
    }

    assertThat(pipe.text()).isEmpty();
    assertThat(screen.text()).isEmpty();
  }
}
