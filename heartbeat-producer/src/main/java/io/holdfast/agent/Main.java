package io.holdfast.agent;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.runtime.App;
import java.time.Duration;

/** The agent's process. */
public final class Main {

  /** Above any stop grace; the parts themselves are quicker. */
  private static final Duration STOP_WITHIN = Duration.ofMinutes(6);

  private Main() {}

  public static void main(String[] args) {
    app().stopWithin(STOP_WITHIN).main(args);
  }

  static App<AgentConfig> app() {
    return App.of(
        "heartbeat-producer",
        AgentConfig.class,
        AgentConfig::http,
        (config, service) -> new Agent(config, service).assemble());
  }
}
