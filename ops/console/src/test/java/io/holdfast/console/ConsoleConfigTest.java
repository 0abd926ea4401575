package io.holdfast.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.console.config.ConsoleConfig;
import io.holdfast.runtime.config.Configuration;
import io.holdfast.runtime.config.ConfigurationException;
import io.holdfast.runtime.rules.ModuleRules;
import io.holdfast.runtime.rules.ReferencePage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleConfigTest {

  private static ConsoleConfig load(String... settings) {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("kafka.bootstrap-servers=localhost:9092");
    all.add("registry.url=mock://test");
    return Configuration.of(ConsoleConfig.class).set(all).load().value();
  }

  @Test
  void nobodyActsUnlessItIsEnabled() {
    ConsoleConfig config = load();

    assertThat(config.actions().enabled()).isFalse();
    assertThat(config.web().host()).isEqualTo("127.0.0.1");
    assertThat(config.web().port()).isEqualTo(8100);
  }

  @Test
  void actionsNeedATokenThatCannotBeGuessed() {
    assertThatThrownBy(() -> load("actions.enabled=true"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a token for somebody");
    assertThatThrownBy(() -> load("actions.enabled=true", "actions.tokens={ada: short}"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("16 characters");
  }

  @Test
  void tokensDoNotTravelInTheClear() {
    String token = "actions.tokens={ada: correct-horse-battery}";

    assertThatThrownBy(() -> load("actions.enabled=true", token, "web.host=0.0.0.0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("behind-tls");
    assertThat(load("actions.enabled=true", token, "web.host=0.0.0.0", "web.behind-tls=true"))
        .isNotNull();
  }

  @Test
  void theReferencePageIsCurrent() {
    ReferencePage.check("console", ConsoleConfig.class);
  }

  @Test
  void theDomainIsPureAndNoAppIsKnown() {
    ModuleRules.check("io.holdfast.console");
  }
}
