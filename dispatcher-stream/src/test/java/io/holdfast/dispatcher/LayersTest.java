package io.holdfast.dispatcher;

import io.holdfast.runtime.rules.ModuleRules;
import org.junit.jupiter.api.Test;

class LayersTest {

  @Test
  void theDomainIsPureAndNoOtherAppIsKnown() {
    ModuleRules.check("io.holdfast.dispatcher");
  }
}
