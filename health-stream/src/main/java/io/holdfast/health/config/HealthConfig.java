package io.holdfast.health.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.HttpConfig;
import io.holdfast.runtime.config.InvalidSetting;
import io.holdfast.runtime.config.KafkaConfig;
import io.holdfast.runtime.config.RegistryConfig;
import io.holdfast.schemas.time.Profile;
import java.time.Duration;

/** All of health-stream's configuration. */
public record HealthConfig(
    KafkaConfig kafka,
    RegistryConfig registry,
    @Default("{port: 9101}") HttpConfig http,
    @Describe(
            "durations that belong together: `default`, or `fast` for clusters whose failover is"
                + " known to be shorter than 2 s; the same for all instances")
        @Default("default")
        Profile profile,
    @Describe("length of a load window, observed time") @Default("10s") Duration loadWindow,
    StreamsConfig streams) {

  public HealthConfig {
    InvalidSetting.unless(
        loadWindow.compareTo(profile.maxStep()) >= 0,
        "loadWindow",
        loadWindow,
        "a duration not shorter than the profile's maxStep, "
            + profile.maxStep().toMillis()
            + "ms");
  }
}
