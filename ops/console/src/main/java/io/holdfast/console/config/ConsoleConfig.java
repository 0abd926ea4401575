package io.holdfast.console.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.HttpConfig;
import io.holdfast.runtime.config.InvalidSetting;
import io.holdfast.runtime.config.KafkaConfig;
import io.holdfast.runtime.config.RegistryConfig;
import java.time.Duration;

/** All of the console's configuration. */
public record ConsoleConfig(
    KafkaConfig kafka,
    RegistryConfig registry,
    @Default("{port: 9105}") HttpConfig http,
    WebConfig web,
    ActionsConfig actions,
    @Describe("how far back moves, loads and restore points are read at start") @Default("1d")
        Duration history) {

  public ConsoleConfig {
    InvalidSetting.unless(
        !history.isNegative() && !history.isZero(), "history", history, "a duration above zero");
    if (actions.enabled()) {
      InvalidSetting.unless(
          web.isLoopback() || web.behindTls(),
          "actions.enabled",
          true,
          "web.host on the loopback interface, or web.behind-tls: true: tokens do not travel in the"
              + " clear");
    }
  }
}
