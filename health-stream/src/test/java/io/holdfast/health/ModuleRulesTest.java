package io.holdfast.health;

import io.holdfast.health.config.HealthConfig;
import io.holdfast.runtime.rules.ModuleRules;
import io.holdfast.runtime.rules.ReferencePage;
import org.junit.jupiter.api.Test;

class ModuleRulesTest {

  @Test
  void theDomainIsPureAndNoOtherAppIsKnown() {
    ModuleRules.check("io.holdfast.health");
  }

  @Test
  void theReferencePageIsCurrent() {
    ReferencePage.check("health-stream", HealthConfig.class);
  }
}
