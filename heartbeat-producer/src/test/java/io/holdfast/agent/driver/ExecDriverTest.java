package io.holdfast.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.agent.config.ProgramConfig;
import io.holdfast.agent.config.ProgramConfig.ProcessGroup;
import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Ending.Force;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.ProcessTable;
import io.holdfast.agent.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The driver with real processes that behave, and that do not. */
class ExecDriverTest {

  private static final Grant WEB = new Grant("web 1/a", 7);

  @TempDir Path directory;
  private final Observed observed = new Observed();
  private final Marks marks = new Marks("n1", () -> 1_000, UUID.randomUUID().toString());
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private ExecDriver driver;

  @BeforeEach
  void makeDriver() {
    driver = new ExecDriver(marks, directory.resolve("logs"), thread, observed);
  }

  @AfterEach
  void endEverything() throws Exception {
    thread.shutdownNow();
    new Leftovers(marks, List.of()).end(Duration.ZERO);
  }

  @Test
  void whatIsLaunchedKnowsWhoItIs() throws Exception {
    launch(
        ProcessGroup.OWN,
        "echo $HOLDFAST_WORKLOAD $HOLDFAST_EPOCH $HOLDFAST_NODE $HOLDFAST_INCARNATION $0 $MODE",
        "${workload}@${epoch}");

    Ending ending = observed.awaitEnd(WEB);

    assertThat(ending)
        .isEqualTo(new Ending(Force.NONE, "exit code 0: web 1/a 7 n1 1000 web 1/a@7 test"));
    assertThat(directory.resolve("logs/web+1%2Fa.log")).exists();
  }

  @ParameterizedTest
  @EnumSource(ProcessGroup.class)
  void aHaltEndsTheWholeTree(ProcessGroup group) throws Exception {
    launch(group, "sleep 1000 & sleep 1000 & echo ready; wait");
    awaitLog("ready");

    halt();

    assertThat(observed.awaitEnd(WEB).force()).isEqualTo(Force.NONE);
    assertThat(living()).isEmpty();
  }

  @Test
  void whatIgnoresTheRequestIsKilledAfterItsGrace() throws Exception {
    launch(ProcessGroup.OWN, "trap '' TERM; echo ready; while :; do sleep 0.1; done");
    awaitLog("ready");

    halt();

    assertThat(observed.awaitEnd(WEB))
        .isEqualTo(new Ending(Force.KILLED, "killed after 300ms, exit code 137"));
    assertThat(living()).isEmpty();
  }

  @Test
  void whatDiesAtOnceIsReportedWithItsLastWords() throws Exception {
    launch(ProcessGroup.OWN, "echo one; echo cannot open the disk >&2; exit 3");

    assertThat(observed.awaitEnd(WEB))
        .isEqualTo(new Ending(Force.NONE, "exit code 3: cannot open the disk"));
  }

  @ParameterizedTest
  @EnumSource(ProcessGroup.class)
  void whatForksAwayIsFoundAndKilled(ProcessGroup group) throws Exception {
    launch(group, "setsid sh -c 'trap \"\" TERM; while :; do sleep 0.1; done' & sleep 0.3; exit 0");

    Ending ending = observed.awaitEnd(WEB);

    assertThat(ending.force()).isEqualTo(Force.NONE);
    assertThat(ending.detail()).startsWith("exit code 0, left ").contains("which were killed");
    assertThat(living()).isEmpty();
  }

  @Test
  void aMissingProgramIsSaidToBeMissing() throws Exception {
    launch(program(ProcessGroup.OWN, List.of("/no/such/program")));
    assertThat(observed.notLaunched).containsEntry(WEB, "/no/such/program does not exist");

    launch(program(ProcessGroup.OWN, List.of("no-such-program")));
    assertThat(observed.notLaunched.get(WEB)).startsWith("no-such-program is not in /");

    Path text = Files.writeString(directory.resolve("text"), "hello");
    launch(program(ProcessGroup.OWN, List.of(text.toString())));
    assertThat(observed.notLaunched).containsEntry(WEB, text + " is not executable");
    assertThat(observed.launched).isEmpty();
  }

  @Test
  void theAgentsOwnSettingsAreNotHandedOn() throws Exception {
    launch(ProcessGroup.OWN, "env | grep -c '^HOLDFAST_'");

    assertThat(observed.awaitEnd(WEB).detail()).isEqualTo("exit code 0: 5");
  }

  @Test
  void aLogThatGrowsIsSetAsideAndTheWorkloadGoesOn() throws Exception {
    launch(ProcessGroup.OWN, "while :; do echo 0123456789012345678901234567890123456789; done");
    Path log = directory.resolve("logs/web+1%2Fa.log");
    await().until(() -> Files.exists(log) && Files.size(log) > 100_000);

    int setAside = thread.submit(() -> driver.trimLogs(50_000)).get();

    assertThat(setAside).isEqualTo(1);
    Path aside = log.resolveSibling(log.getFileName() + ".1");
    assertThat(Files.size(aside)).isEqualTo(50_000);
    assertThat(observed.ended).isEmpty();
    halt();
    observed.awaitEnd(WEB);
  }

  @Test
  void leftoversOfAnEarlierLifeAreEndedWhereverTheyForkedTo() throws Exception {
    launch(
        ProcessGroup.OWN,
        "setsid sleep 1000 & trap '' TERM; echo ready; while :; do sleep 0.1; done");
    awaitLog("ready");
    Root root = observed.launched.get(WEB);
    thread.shutdownNow(); // the agent is gone, what it launched lives

    new Leftovers(marks, List.of(root)).end(Duration.ofMillis(100));

    assertThat(living()).isEmpty();
  }

  @Test
  void aProcessThatTookOverTheIdIsLeftAlone() throws Exception {
    Process other = new ProcessBuilder("sleep", "1000").start();
    try {
      new Leftovers(marks, List.of(new Root(other.pid(), 1))).end(Duration.ofMillis(100));

      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  private void launch(ProcessGroup group, String script, String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of("sh", "-c", script));
    command.addAll(List.of(arguments));
    launch(program(group, command));
  }

  private static ProgramConfig program(ProcessGroup group, List<String> command) {
    return new ProgramConfig(
        ProgramConfig.Runner.EXEC,
        command,
        Map.of("MODE", "test"),
        Optional.empty(),
        Duration.ofMillis(300),
        group,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private void launch(ProgramConfig program) throws Exception {
    onThread(() -> driver.launch(WEB, program, Optional.empty()));
  }

  private void halt() throws Exception {
    onThread(() -> driver.halt(WEB));
  }

  private void onThread(Runnable task) throws Exception {
    thread.submit(task).get();
  }

  private void awaitLog(String text) {
    Path log = directory.resolve("logs/web+1%2Fa.log");
    await().until(() -> Files.exists(log) && Files.readString(log).contains(text));
  }

  private List<ProcessEntry> living() throws IOException {
    return ProcessTable.read().withEnvironment(Set.of("HOLDFAST_AGENT=" + marks.cookie()));
  }
}
