package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SandboxMainTest {

  @Test
  void withoutArgumentsEverythingIsStartedAndNothingKept() {
    SandboxPlan plan = SandboxMain.plan();

    assertThat(plan.parts()).containsExactlyInAnyOrder(Part.values());
    assertThat(plan.nodes()).isEqualTo(1);
    assertThat(plan.keep()).isEmpty();
  }

  @Test
  void partsCanBeLeftOutAndDataKept() {
    SandboxPlan plan =
        SandboxMain.plan("--no-postgres", "--brokers", "3", "--keep", "here", "--no-registry");

    assertThat(plan.parts()).containsExactly(Part.BROKER);
    assertThat(plan.nodes()).isEqualTo(3);
    assertThat(plan.keep()).contains(Path.of("here"));
  }

  @Test
  void whatIsNotUnderstoodIsRefusedInWords() {
    assertThatThrownBy(() -> SandboxMain.plan("--broker", "3"))
        .hasMessage("sandbox does not know --broker");
    assertThatThrownBy(() -> SandboxMain.plan("--brokers")).hasMessage("--brokers wants a value");
    assertThatThrownBy(() -> SandboxMain.plan("--brokers", "none"))
        .hasMessage("--brokers wants a number from 1 to 9, not none");
    assertThatThrownBy(() -> SandboxMain.plan("--brokers", "0"))
        .hasMessage("--brokers wants a number from 1 to 9, not 0");
  }
}
