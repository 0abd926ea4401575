package io.holdfast.backup.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.SmallWorld.Broken;
import io.holdfast.backup.domain.SmallWorld.Event;
import io.holdfast.backup.domain.SmallWorld.Outcome;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each rule of capture is needed, and breaking it is noticed. */
class RulesTest {

  private static final int SEEDS = 500;

  /**
   * In how many of a hundred histories a rule may be broken and nothing is wrong: no capture died
   * between confirming and writing, none with a transaction open, or the topic held nothing yet of
   * what the promotion lost.
   */
  private static final Map<Broken, Integer> HARMLESS =
      Map.of(
          Broken.CONFIRM_BEFORE_ACKNOWLEDGEMENT, 20,
          Broken.NO_LINK_CHECK, 0,
          Broken.NO_VOIDING, 2,
          Broken.POSITIONS_ACROSS_TIMELINES, 73);

  @Test
  void whereEveryRuleHoldsWhatIsReadIsWhatWasWritten() {
    assertThat(outcomes(Broken.NONE, Event.NOTHING)).containsOnlyKeys(Outcome.SAME);
  }

  /** The control of the rules that are there for it. */
  @ParameterizedTest
  @EnumSource(value = Event.class, names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
  void whereEveryRuleHoldsTheChainEndsInWordsWhateverHappens(Event event) {
    assertThat(outcomes(Broken.NONE, event)).containsOnlyKeys(Outcome.STOPPED);
  }

  @ParameterizedTest
  @EnumSource(value = Broken.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aBrokenRuleIsNoticed(Broken broken) {
    Map<Outcome, Integer> outcomes = outcomes(broken, broken.event());

    assertThat(outcomes.getOrDefault(Outcome.SAME, 0) * 100.0 / SEEDS)
        .as("percent of seeds of %s with the right outcome: %s", broken, outcomes)
        .isLessThanOrEqualTo(HARMLESS.get(broken));
  }

  private static Map<Outcome, Integer> outcomes(Broken broken, Event event) {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      outcomes.merge(new SmallWorld(seed, broken, event).play(), 1, Integer::sum);
    }
    return outcomes;
  }
}
