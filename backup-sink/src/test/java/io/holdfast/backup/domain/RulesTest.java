package io.holdfast.backup.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.SmallWorld.Broken;
import io.holdfast.backup.domain.SmallWorld.Outcome;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule of capture is needed, and breaking it is noticed. */
class RulesTest {

  private static final int SEEDS = 500;

  @Test
  void whereEveryRuleHoldsWhatIsReadIsWhatWasWritten() {
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(new SmallWorld(seed, Broken.NONE).play())
          .as("seed %d", seed)
          .isEqualTo(Outcome.SAME);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Broken.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aBrokenRuleIsNoticed(Broken broken) {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      outcomes.merge(new SmallWorld(seed, broken).play(), 1, Integer::sum);
    }

    assertThat(outcomes.getOrDefault(Outcome.SAME, 0))
        .as("seeds of %s with the right outcome: %s", broken, outcomes)
        .isLessThan(SEEDS * 9 / 10);
  }
}
