package io.holdfast.schemas.time;

import static io.holdfast.schemas.time.PulseHistory.MILLISECOND;
import static io.holdfast.schemas.time.PulseHistory.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ObservedTimeTest {

  private static final long PERIOD = 250 * MILLISECOND;
  private static final long DAY = 86_400 * SECOND;

  private final ObservedTime time = ObservedTime.of(Profile.DEFAULT);

  @Test
  void aClockThatIsMoreThanADayFromWhereItWasIsForgottenAndBeginsAnew() {
    var time = ObservedTime.of(Profile.DEFAULT);
    time.pulse(1, 7 * SECOND);
    time.pulse(1, 7 * SECOND + PERIOD);

    assertThat(time.pulse(1, 7 * SECOND + 2 * DAY)).isEqualTo(Passage.ABSURD);
    assertThat(time.now()).isEqualTo(PERIOD);
    assertThat(time.sessions()).isZero();

    assertThat(time.pulse(1, 7 * SECOND + 2 * DAY + PERIOD)).isEqualTo(Passage.ALONE);
    assertThat(time.pulse(1, 7 * SECOND + 2 * DAY + 2 * PERIOD)).isEqualTo(Passage.STEADY);
    assertThat(time.now()).isEqualTo(2 * PERIOD);
    assertThat(time.pulse(1, 7 * SECOND)).isEqualTo(Passage.ABSURD);
  }

  @Test
  void theFirstToPulseIsTheReferenceAtOnce() {
    assertThat(time.pulse(1, 7 * SECOND)).isEqualTo(Passage.ALONE);
    assertThat(time.pulse(1, 7 * SECOND + PERIOD)).isEqualTo(Passage.STEADY);
    assertThat(time.now()).isEqualTo(PERIOD);
  }

  @Test
  void aSessionThatCalibratesDoesNotMoveTime() {
    time.pulse(1, 0);
    for (int i = 0; i < 7; i++) {
      time.pulse(2, 5 * SECOND + i * PERIOD);
    }
    assertThat(time.now()).isZero();
  }

  @Test
  void aCalibratedSessionCarriesOnWhereTheReferenceFellSilent() {
    pulseTogether(1, 2, 12);
    long before = time.now();

    // When the reference is gone
    for (int i = 12; i < 20; i++) {
      assertThat(time.pulse(2, 100 * SECOND + i * PERIOD + 5)).isEqualTo(Passage.STEADY);
    }

    assertThat(time.now() - before).isBetween(8 * PERIOD - PERIOD, 8 * PERIOD + PERIOD);
  }

  @Test
  void aLateOrRepeatedPulseMovesNothing() {
    time.pulse(1, 0);
    time.pulse(1, 4 * PERIOD);
    time.pulse(1, 2 * PERIOD);
    time.pulse(1, 4 * PERIOD);
    assertThat(time.now()).isEqualTo(4 * PERIOD);
  }

  @Test
  void aJumpIsAnOutageOfTheObserverAndCountsOneStepOnly() {
    time.pulse(1, 0);
    assertThat(time.pulse(1, 60 * SECOND)).isEqualTo(Passage.OUTAGE);
    assertThat(time.now()).isEqualTo(SECOND);
    assertThat(time.notCounted()).isEqualTo(59 * SECOND);
  }

  @Test
  void afterAJumpAllSessionsCalibrateAnew() {
    pulseTogether(1, 2, 12);
    time.pulse(1, 60 * SECOND);
    long after = time.now();

    // When the other session pulses, whose old offset would be as good
    time.pulse(2, 160 * SECOND + PERIOD);

    assertThat(time.now()).isEqualTo(after);
    assertThat(time.pulse(1, 60 * SECOND + PERIOD)).isEqualTo(Passage.STEADY);
    assertThat(time.now()).isEqualTo(after + PERIOD);
  }

  @Test
  void aSessionThatCalibratedAloneBeginsAGrace() {
    time.pulse(1, 0);
    for (int i = 0; i < 7; i++) {
      assertThat(time.pulse(2, i * PERIOD)).isEqualTo(Passage.STEADY);
    }
    assertThat(time.pulse(2, 7 * PERIOD)).isEqualTo(Passage.CALIBRATED_ALONE);
  }

  @Test
  void anOutageWithinACalibrationBeginsAGrace() {
    time.pulse(1, 0);
    time.pulse(2, 0);
    time.pulse(1, PERIOD);
    // Given the reference is never heard again, and the log was away for 30 s
    for (int i = 1; i < 7; i++) {
      time.pulse(2, 30 * SECOND + i * PERIOD);
    }
    assertThat(time.pulse(2, 30 * SECOND + 7 * PERIOD)).isEqualTo(Passage.CALIBRATED_ALONE);
    assertThat(time.now()).isEqualTo(PERIOD);
  }

  @Test
  void timeThatRanFastAgainstASessionBeginsAGraceOnce() {
    pulseTogether(1, 2, 12);
    // Given the second session's clock runs at half speed from now on, and the first one leads
    int graces = 0;
    for (int i = 12; i < 24; i++) {
      time.pulse(1, i * PERIOD);
      Passage passage = time.pulse(2, 100 * SECOND + 12 * PERIOD + (i - 12) * PERIOD / 2);
      graces += passage == Passage.RAN_FAST ? 1 : 0;
    }
    assertThat(graces).isEqualTo(1);
  }

  @Test
  void aSessionThatWasAwayGivesNoTimeBack() {
    pulseTogether(1, 2, 12);
    for (int i = 12; i < 20; i++) {
      time.pulse(1, i * PERIOD);
    }
    long before = time.now();

    // When the other one comes back, by whose clock 900 ms more went by
    time.pulse(2, 100 * SECOND + 20 * PERIOD + 900 * MILLISECOND);

    assertThat(time.now()).isEqualTo(before);
  }

  @Test
  void silentSessionsAreForgotten() {
    pulseTogether(1, 2, 12);
    assertThat(time.sessions()).isEqualTo(2);
    for (int i = 12; i < 12 + 104; i++) {
      time.pulse(1, i * PERIOD);
    }
    assertThat(time.sessions()).isEqualTo(1);
  }

  @Test
  void aClockWhoseNumbersWrapAroundIsAsGoodAsAnother() {
    time.pulse(1, Long.MAX_VALUE - PERIOD);
    time.pulse(1, Long.MAX_VALUE);
    time.pulse(1, Long.MIN_VALUE + PERIOD - 1);
    assertThat(time.now()).isEqualTo(2 * PERIOD);
  }

  @Test
  void manySessionsCostNoMoreThanTheirOwnPulses() {
    time.pulse(0, 0);
    for (int i = 1; i <= 100; i++) {
      time.pulse(0, i * PERIOD);
      for (int session = 1; session <= 3_000; session++) {
        time.pulse(session, i * PERIOD + session);
      }
    }
    assertThat(time.now()).isBetween(100 * PERIOD, 101 * PERIOD);
  }

  @Test
  void aStateThatIsWrittenAndReadGoesOnAsIfNothingHadHappened() throws IOException {
    pulseTogether(1, 2, 10);
    var copy = ObservedTime.of(Profile.DEFAULT);
    copy.readFrom(new DataInputStream(new ByteArrayInputStream(bytes(time))));
    assertThat(bytes(copy)).isEqualTo(bytes(time));
    assertThat(copy.now()).isEqualTo(time.now());
  }

  @Test
  void anUnknownFormatIsRefusedInWords() {
    var unknown = new DataInputStream(new ByteArrayInputStream(new byte[] {9}));
    assertThatThrownBy(() -> time.readFrom(unknown))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("unknown format 9");
  }

  @Test
  void aStepLongerThanTheLeaseIsRefused() {
    assertThatThrownBy(() -> new ObservedTime(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void pulseTogether(long first, long second, int times) {
    for (int i = 0; i < times; i++) {
      time.pulse(first, i * PERIOD);
      time.pulse(second, 100 * SECOND + i * PERIOD + 5);
    }
  }

  static byte[] bytes(ObservedTime time) throws IOException {
    var bytes = new ByteArrayOutputStream();
    time.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
