package io.holdfast.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.agent.config.ProgramConfig;
import io.holdfast.agent.config.ProgramConfig.ProcessGroup;
import io.holdfast.agent.config.ProgramConfig.Runner;
import io.holdfast.agent.config.ServiceConfig;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.state.Launch;
import io.holdfast.records.Fencing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whether what was launched can still be asked about. */
class DriversTest {

  private static final Grant WEB = new Grant("web", 7);

  @Test
  void nothingIsLostWhoseProgramIsRunByTheSame() {
    var programs =
        Map.of("a", exec("serve"), "b", systemd("one@.service"), "c", hook(), "d", exec("more"));

    assertThat(
            Drivers.whyLost(
                List.of(
                    launch("a", "exec"), launch("b", "systemd one@.service"), launch("c", "hook")),
                programs))
        .isEmpty();
    assertThat(Drivers.whyLost(List.of(), Map.of())).isEmpty();
  }

  @Test
  void aProgramThatIsNotThereIsNamed() {
    assertThat(Drivers.whyLost(List.of(launch("a", "exec")), Map.of("b", exec("serve"))))
        .contains(
            "web@7 was launched as program a by exec, and the configuration has no such program");
  }

  @Test
  void whatAnotherRunsNowIsLost() {
    assertLost("exec", hook());
    assertLost("hook", exec("serve"));
    assertLost("hook", systemd("one@.service"));
    assertLost("systemd one@.service", systemd("other@.service"));
  }

  private static void assertLost(String runBy, ProgramConfig now) {
    assertThat(Drivers.whyLost(List.of(launch("a", runBy)), Map.of("a", now)))
        .hasValueSatisfying(why -> assertThat(why).contains("as program a by " + runBy + ","));
  }

  private static Launch launch(String program, String runBy) {
    return new Launch(1, WEB, program, runBy, Fencing.NONE, 0, 0);
  }

  private static ProgramConfig exec(String command) {
    return program(Runner.EXEC, List.of(command), Optional.empty(), Optional.empty());
  }

  private static ProgramConfig systemd(String unit) {
    return program(Runner.SYSTEMD, List.of(), Optional.of(unit), Optional.empty());
  }

  private static ProgramConfig hook() {
    List<String> script = List.of("true");
    var scripts =
        new ServiceConfig(
            script, script, script, List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));
    return program(Runner.HOOK, List.of(), Optional.empty(), Optional.of(scripts));
  }

  private static ProgramConfig program(
      Runner driver, List<String> command, Optional<String> unit, Optional<ServiceConfig> hook) {
    return new ProgramConfig(
        driver,
        command,
        Map.of(),
        Optional.empty(),
        Duration.ofSeconds(1),
        ProcessGroup.OWN,
        unit,
        hook,
        Optional.empty());
  }
}
