package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SandboxExtensionIT {

  @RegisterExtension static final SandboxExtension one = SandboxExtension.with(Part.BROKER);

  @RegisterExtension
  static final SandboxExtension another = SandboxExtension.with(Part.BROKER, Part.POSTGRES);

  @RegisterExtension
  static final SandboxExtension own = SandboxExtension.ofItsOwn(SandboxPlan.of(Part.POSTGRES));

  @Test
  void testClassesShareOnePartOfEachKindUnlessTheyAskForTheirOwn() {
    assertThat(one.bootstrapServers()).isEqualTo(another.bootstrapServers());
    assertThat(another.postgres().port()).isNotEqualTo(own.postgres().port());
    assertThat(another.postgres().answers()).isTrue();
    assertThat(own.postgres().answers()).isTrue();
  }

  @Test
  void aPartThatWasNotAskedForIsRefused() {
    assertThatThrownBy(one::postgres).hasMessage("these tests did not ask for POSTGRES");
  }
}
