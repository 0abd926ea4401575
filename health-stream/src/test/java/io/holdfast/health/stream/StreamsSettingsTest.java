package io.holdfast.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.config.HealthConfig;
import io.holdfast.runtime.config.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {

  private static final String INSTANCE = "main.consumer.group.instance.id";

  @Test
  void anotherInstanceKeepsACopyOfTheCheckpointsUnlessToldOtherwise() {
    assertThat(settings()).containsEntry("num.standby.replicas", 1);
    assertThat(settings("streams.standby-replicas=2")).containsEntry("num.standby.replicas", 2);
  }

  @Test
  void anInstanceWithANameIsAStaticMemberOfItsGroupAndOneWithoutIsNone() {
    assertThat(settings("streams.instance=rack-1")).containsEntry(INSTANCE, "rack-1");
    assertThat(settings()).doesNotContainKey(INSTANCE);
  }

  @Test
  void aSilentInstanceIsMissedAfterTheSessionTimeoutAndHeardTwelveTimesWithinIt() {
    assertThat(settings("streams.session-timeout=12s"))
        .containsEntry("main.consumer.session.timeout.ms", 12_000)
        .containsEntry("main.consumer.heartbeat.interval.ms", 1_000);
  }

  private static Properties settings(String... more) {
    var given =
        new ArrayList<>(
            List.of("kafka.bootstrap-servers=localhost:9092", "registry.url=mock://settings"));
    given.addAll(List.of(more));
    return StreamsSettings.of(Configuration.of(HealthConfig.class).set(given).load().value());
  }
}
