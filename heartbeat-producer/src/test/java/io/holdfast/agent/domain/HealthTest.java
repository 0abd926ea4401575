package io.holdfast.agent.domain;

import static io.holdfast.agent.domain.Health.Observation.FAILED;
import static io.holdfast.agent.domain.Health.Observation.PASSED;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.domain.Health.Verdict;
import org.junit.jupiter.api.Test;

class HealthTest {

  private final Health health = new Health(new HealthPolicy(2, 2, 100), 0);

  @Test
  void enoughPassesInARowAreReadyOnce() {
    assertThat(health.observe(PASSED, 1)).isEqualTo(Verdict.UNCHANGED);
    assertThat(health.observe(PASSED, 2)).isEqualTo(Verdict.READY);
    assertThat(health.observe(PASSED, 3)).isEqualTo(Verdict.UNCHANGED);
  }

  @Test
  void failuresWithinTheStartGraceDoNotCount() {
    for (int i = 0; i < 10; i++) {
      assertThat(health.observe(FAILED, i)).isEqualTo(Verdict.UNCHANGED);
    }
    assertThat(health.observe(FAILED, 100)).isEqualTo(Verdict.UNCHANGED);
    assertThat(health.observe(FAILED, 101)).isEqualTo(Verdict.UNHEALTHY);
  }

  @Test
  void theGraceEndsWhenItIsReady() {
    health.observe(PASSED, 1);
    health.observe(PASSED, 2);
    health.observe(FAILED, 3);

    assertThat(health.observe(FAILED, 4)).isEqualTo(Verdict.UNHEALTHY);
  }

  @Test
  void aPassBetweenFailuresForgivesThem() {
    health.observe(PASSED, 1);
    health.observe(PASSED, 2);
    health.observe(FAILED, 3);
    health.observe(PASSED, 4);

    assertThat(health.observe(FAILED, 5)).isEqualTo(Verdict.UNCHANGED);
  }
}
