package io.holdfast.agent.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.HttpConfig;
import io.holdfast.runtime.config.InvalidSetting;
import io.holdfast.runtime.config.KafkaConfig;
import io.holdfast.runtime.config.RegistryConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** All settings of the agent. */
public record AgentConfig(
    NodeConfig node,
    KafkaConfig kafka,
    RegistryConfig registry,
    @Default("{port: 9103}") HttpConfig http,
    @Describe(
            "directory of this agent alone: incarnation, closed epochs, undelivered results, logs"
                + " of workloads")
        Path stateDirectory,
    HeartbeatConfig heartbeat,
    FencingConfig fencing,
    SampleConfig samples,
    @Describe(
            "what workloads may use, by resource: `cpu` in cores, `memory` as a size, others in"
                + " units of their own; cpu and memory default to what the host has, `gpu` to the"
                + " devices found")
        Map<String, Amount> capacity,
    RestartConfig restarts,
    WorkloadLogConfig logs,
    @Describe("how long leftovers of a killed agent have to stop before they are killed")
        @Default("1s")
        Duration leftoverGrace,
    @Describe("what this node may run, by name; an assignment selects one of these")
        Map<String, ProgramConfig> programs) {

  public AgentConfig {
    for (String name : programs.keySet()) {
      InvalidSetting.unless(Names.isValid(name), "programs", name, "names of " + Names.WORDS);
    }
    for (Map.Entry<String, Amount> amount : capacity.entrySet()) {
      InvalidSetting.unless(
          amount.getValue().value() > 0,
          "capacity",
          amount.getKey() + " of " + amount.getValue(),
          "more than 0 of each resource");
    }
    capacity = Map.copyOf(capacity);
    programs = Map.copyOf(programs);
  }
}
