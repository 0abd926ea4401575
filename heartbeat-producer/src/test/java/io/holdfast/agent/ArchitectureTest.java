package io.holdfast.agent;

import io.holdfast.runtime.rules.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void theDomainIsPureAndNoOtherAppIsKnown() {
    ModuleRules.check("io.holdfast.agent");
  }
}
