package io.holdfast.agent.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that this node may run. */
public record ProgramConfig(
    @Describe(
            "program and arguments; `${workload}`, `${epoch}`, `${node}` and `${incarnation}` are"
                + " replaced")
        List<String> command,
    @Describe("environment variables, over those of the agent") Map<String, String> environment,
    @Describe("where it runs; unset: where the agent does") Optional<Path> workingDirectory,
    @Describe("how long it has to stop after SIGTERM before SIGKILL") @Default("5s")
        Duration stopGrace,
    @Describe(
            "process group of its own (`own`: a session for each workload), or the agent's"
                + " (`agent`: one signal to the agent's group reaches all)")
        @Default("own")
        ProcessGroup processGroup,
    @Describe("how to tell that it serves; unset: it does while its process lives")
        Optional<ProbeConfig> probe) {

  /** Which process group a workload is in. */
  public enum ProcessGroup {
    OWN,
    AGENT
  }

  public ProgramConfig {
    InvalidSetting.unless(
        !command.isEmpty() && !command.get(0).isBlank(),
        "command",
        command,
        "a program and its arguments");
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }
}
