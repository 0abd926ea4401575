package io.holdfast.agent;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.runtime.App;
import java.time.Duration;

/** {@link Main}, but what does not end is given up within seconds. */
final class ImpatientMain {

  private static final Duration STOP_WITHIN = Duration.ofSeconds(8);

  private ImpatientMain() {}

  public static void main(String[] args) {
    App.of(
            "heartbeat-producer",
            AgentConfig.class,
            AgentConfig::http,
            (config, service) -> new Agent(config, service).assemble())
        .stopWithin(STOP_WITHIN)
        .main(args);
  }
}
