package io.holdfast.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitingTest {

  private final StringWriter screen = new StringWriter();
  private long now;
  private final Waiting waiting = new Waiting(new PrintWriter(screen), () -> now);

  private void after(Duration passed) {
    now += passed.toNanos();
  }

  @Test
  void whatIsQuickSaysNothing() {
    waiting.begin();
    after(Duration.ofMillis(1_900));
    waiting.at("decisions", 50, 100);
    waiting.end();

    assertThat(screen.toString()).isEmpty();
  }

  @Test
  void whatTakesLongerThanTwoSecondsSaysHowFarItIsAndWipesThatAway() {
    waiting.begin();
    after(Duration.ofMillis(2_100));
    waiting.at("decisions", 50, 100);
    assertThat(screen.toString()).endsWith("decisions  ██████████░░░░░░░░░░ 50 %");

    waiting.end();

    assertThat(screen.toString()).endsWith("\r\u001b[K");
  }

  @Test
  void whoDoesNotAnswerIsNamedWithTheTimeAndWipedAwayWhenItDoes() {
    Waiting.Asked asked = waiting.new Asked("connecting to one:9092");
    after(Duration.ofMillis(2_300));
    asked.run();
    assertThat(screen.toString()).endsWith("connecting to one:9092 … 2 s");

    asked.answered();
    asked.run();

    assertThat(screen.toString()).endsWith("\r\u001b[K");
  }

  @Test
  void whoAnswersSoonIsNotNamed() {
    waiting.forAnswer("connecting to one:9092").close();

    assertThat(screen.toString()).isEmpty();
  }

  @Test
  void programsAreToldNothing() {
    Waiting.SILENT.begin();
    Waiting.SILENT.at("decisions", 50, 100);
    Waiting.SILENT.end();
    Waiting.SILENT.forAnswer("connecting to one:9092").close();

    assertThat(screen.toString()).isEmpty();
  }
}
