package io.holdfast.dispatcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.runtime.config.Configuration;
import io.holdfast.runtime.config.ConfigurationException;
import io.holdfast.runtime.rules.ReferencePage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DispatcherConfigTest {

  @Test
  void addressesAloneAreEnough() {
    DispatcherConfig config = load();

    assertThat(config.http().port()).isEqualTo(9102);
    assertThat(config.threads()).isEqualTo(1);
    assertThat(config.pulse()).isEqualTo(Duration.ofMillis(250));
    assertThat(config.sessionTimeout()).isEqualTo(Duration.ofSeconds(6));
    assertThat(config.instance()).isEmpty();
    assertThat(config.stateDirectory()).hasToString("dispatcher-state");
  }

  @Test
  void everySettingCanBeSet() {
    DispatcherConfig config =
        load("threads=3", "pulse=100ms", "session-timeout=9s", "instance=d1", "standbys=1");

    assertThat(config.threads()).isEqualTo(3);
    assertThat(config.pulse()).isEqualTo(Duration.ofMillis(100));
    assertThat(config.sessionTimeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(config.instance()).contains("d1");
    assertThat(config.standbys()).isEqualTo(1);
  }

  @Test
  void whatCanNotBeIsRefusedInWords() {
    assertThatThrownBy(() -> load("threads=0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("threads");
  }

  @Test
  void theReferencePageIsCurrent() {
    ReferencePage.check("dispatcher-stream", DispatcherConfig.class);
  }

  private static DispatcherConfig load(String... more) {
    var settings =
        new ArrayList<>(
            List.of("kafka.bootstrap-servers=localhost:9092", "registry.url=mock://config"));
    settings.addAll(List.of(more));
    return Configuration.of(DispatcherConfig.class).set(settings).load().value();
  }
}
