package io.holdfast.dispatcher.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.config.DispatcherConfig;
import io.holdfast.runtime.config.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {

  @Test
  void aTransactionMayLastUntilAnotherInstanceTakesOver() {
    assertThat(settings("session-timeout=9s"))
        .containsEntry("producer.transaction.timeout.ms", 9_000)
        .containsEntry("consumer.session.timeout.ms", 9_000);
  }

  @Test
  void nothingIsDecidedTwice() {
    assertThat(settings()).containsEntry("processing.guarantee", "exactly_once_v2");
  }

  private static Properties settings(String... more) {
    var given =
        new ArrayList<>(
            List.of("kafka.bootstrap-servers=localhost:9092", "registry.url=mock://settings"));
    given.addAll(List.of(more));
    DispatcherConfig config = Configuration.of(DispatcherConfig.class).set(given).load().value();
    return StreamsSettings.of(config, "dead-letters", (topic, reason) -> {});
  }
}
