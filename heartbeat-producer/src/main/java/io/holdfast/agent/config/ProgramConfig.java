package io.holdfast.agent.config;

import io.holdfast.runtime.config.Default;
import io.holdfast.runtime.config.Describe;
import io.holdfast.runtime.config.InvalidSetting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Something that this node may run. */
public record ProgramConfig(
    @Describe(
            "what runs it: the agent itself (`exec`), a unit of systemd, or the operator's scripts"
                + " (`hook`)")
        @Default("exec")
        Runner driver,
    @Describe(
            "exec: program and arguments; `${workload}`, `${epoch}`, `${node}` and `${incarnation}` are"
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
    @Describe(
            "systemd: template of its unit, such as `holdfast-workload@.service`; the instance is the"
                + " workload's id, escaped")
        Optional<String> unit,
    @Describe("hook: the scripts") Optional<ServiceConfig> hook,
    @Describe("how to tell that it serves; unset: it does while its process lives")
        Optional<ProbeConfig> probe) {

  /** Which process group a workload is in. */
  public enum ProcessGroup {
    OWN,
    AGENT
  }

  /** What runs it. */
  public enum Runner {
    EXEC,
    SYSTEMD,
    HOOK;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ProgramConfig {
    InvalidSetting.unless(
        (driver == Runner.EXEC) == (!command.isEmpty() && !command.get(0).isBlank()),
        "command",
        command,
        "a program and its arguments for the driver exec, none for others");
    InvalidSetting.unless(
        (driver == Runner.SYSTEMD) == unit.filter(name -> name.matches("\\S+@\\.\\S+")).isPresent(),
        "unit",
        unit.orElse(""),
        "a template such as holdfast-workload@.service for the driver systemd, none for others");
    InvalidSetting.unless(
        (driver == Runner.HOOK) == hook.isPresent(),
        "hook",
        hook.isPresent() ? "scripts" : "no scripts",
        "scripts for the driver hook, none for others");
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** Who must be asked about what it launched: another one would say that it does not run. */
  public String runBy() {
    return unit.map(template -> driver.word() + " " + template).orElse(driver.word());
  }
}
