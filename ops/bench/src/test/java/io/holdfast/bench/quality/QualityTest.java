package io.holdfast.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.bench.quality.Fault.Evidence;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.schemas.time.Profile;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the bench's floors promise, on seeds that nobody has seen. */
class QualityTest {

  private final long seed = new Random().nextLong();

  @ParameterizedTest
  @EnumSource(Fault.class)
  void whoDiedIsFoundAndWhereOnlyTheObserverFailedNobodyElseIs(Fault fault) {
    var score = new Score();
    var detector = new HoldfastDetector(LivenessSettings.of(Profile.DEFAULT));
    detector.judge(HistoryGenerator.generate(fault, seed), score);
    assertThat(score.undetected()).as("seed %d", seed).isZero();
    if (fault.evidence == Evidence.OBSERVER || fault == Fault.NONE) {
      assertThat(score.mistakes()).as("seed %d", seed).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"BROKER_STALL", "RACK_OUTAGE", "LATE_TIMERS"})
  void aTimeOutIsWrongWhereTheLogKnowsBetter(Fault fault) {
    History history = HistoryGenerator.generate(fault, seed);
    var ours = new Score();
    new HoldfastDetector(LivenessSettings.of(Profile.DEFAULT)).judge(history, ours);
    var timeout = new Score();
    new FixedPeer(6_000).judge(history, timeout);
    assertThat(ours.mistakes()).as("seed %d", seed).isLessThanOrEqualTo(timeout.mistakes() / 5);
  }
}
