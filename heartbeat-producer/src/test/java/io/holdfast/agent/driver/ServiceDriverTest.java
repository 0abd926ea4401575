package io.holdfast.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.agent.config.ServiceConfig;
import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Ending.Force;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.state.Launch;
import io.holdfast.records.Fencing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workloads that others look after: scripts that behave and do not, and a recorded systemctl. */
class ServiceDriverTest {

  private static final Grant DB = new Grant("db/1-a", 7);
  private static final String UNIT = "holdfast-workload@db-1\\x2da.service";

  @TempDir Path directory;
  private final Marks marks = new Marks("n1", () -> 1_000, "cookie");
  private final Observed observed = new Observed();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private ServiceDriver driver;

  @AfterEach
  void end() throws Exception {
    if (driver != null) {
      driver.close();
    }
    thread.shutdownNow();
    Path pid = directory.resolve("pid");
    if (Files.exists(pid)) {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void scriptsStartLookAfterAndStopAWorkload() throws Exception {
    launch(
        hooks(
            "sleep 1000 >/dev/null 2>&1 & echo $! >pid; echo $HOLDFAST_EPOCH >epoch",
            "kill $(cat pid)"));
    await().until(() -> driver.roots().containsKey(DB));
    assertThat(observed.launched).containsKey(DB);
    assertThat(driver.roots().get(DB).pid()).isEqualTo(pid());
    assertThat(Files.readString(directory.resolve("epoch")).strip()).isEqualTo("7");

    thread.submit(() -> driver.halt(DB)).get();

    assertThat(observed.awaitEnd(DB))
        .isEqualTo(new Ending(Force.NONE, "its status says that it does not run"));
  }

  @Test
  void whatDoesNotStopIsKilledAfterItsGrace() throws Exception {
    launch(hooks("sleep 1000 >/dev/null 2>&1 & echo $! >pid", "true"));
    await().until(() -> driver.roots().containsKey(DB));

    thread.submit(() -> driver.halt(DB)).get();

    assertThat(observed.awaitEnd(DB).force()).isEqualTo(Force.KILLED);
  }

  @Test
  void whatEndsByItselfAndWhatIsNotStartedIsSaid() throws Exception {
    launch(hooks("sleep 0.3 >/dev/null 2>&1 & echo $! >pid", "true"));
    assertThat(observed.awaitEnd(DB).force()).isEqualTo(Force.NONE);

    observed.ended.clear();
    launch(hooks("echo no disk; exit 4", "true"));
    assertThat(observed.awaitEnd(DB).detail())
        .startsWith("it was not started: sh -c")
        .endsWith("ended with 4: no disk");
  }

  @Test
  void aStatusThatCannotBeToldIsNoEnd() throws Exception {
    launch(hooks("sleep 1000 >/dev/null 2>&1 & echo $! >pid", "kill $(cat pid)"));
    await().until(() -> driver.roots().containsKey(DB));
    Files.createFile(directory.resolve("blind"));
    await().until(() -> Files.exists(directory.resolve("was-blind")));

    assertThat(observed.ended).isEmpty();

    Files.delete(directory.resolve("blind"));
    thread.submit(() -> driver.halt(DB)).get();
    observed.awaitEnd(DB);
  }

  @Test
  void unitsOfSystemdAreStartedShownAndStopped() throws Exception {
    launch(systemd(Duration.ofSeconds(5)));
    await().until(() -> driver.roots().containsKey(DB));
    assertThat(driver.roots().get(DB).pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(Files.readAllLines(directory.resolve("units/db-1\\x2da.env")))
        .contains("HOLDFAST_EPOCH=\"7\"", "HOLDFAST_WORKLOAD=\"db/1-a\"");

    thread.submit(() -> driver.halt(DB)).get();

    assertThat(observed.awaitEnd(DB))
        .isEqualTo(new Ending(Force.NONE, UNIT + " inactive, result success, exit code 0"));
    assertThat(asked()).startsWith("start " + UNIT).contains("stop --no-block " + UNIT);
  }

  @Test
  void aUnitThatDoesNotStopIsKilledAfterItsGrace() throws Exception {
    Files.createFile(directory.resolve("stubborn"));
    launch(systemd(Duration.ofMillis(100)));
    await().until(() -> driver.roots().containsKey(DB));

    thread.submit(() -> driver.halt(DB)).get();

    assertThat(observed.awaitEnd(DB))
        .isEqualTo(new Ending(Force.KILLED, UNIT + " failed, result signal, exit code 9"));
    assertThat(asked())
        .containsSubsequence("stop --no-block " + UNIT, "kill --signal=KILL " + UNIT);
  }

  @Test
  void aUnitThatFailsHasEnded() throws Exception {
    launch(systemd(Duration.ofSeconds(5)));
    await().until(() -> driver.roots().containsKey(DB));

    Files.writeString(directory.resolve("failed"), "exit-code 3");

    assertThat(observed.awaitEnd(DB))
        .isEqualTo(new Ending(Force.NONE, UNIT + " failed, result exit-code, exit code 3"));
    assertThat(asked()).noneMatch(line -> line.startsWith("stop") || line.startsWith("kill"));
  }

  @Test
  void aUnitThatCannotBeStartedIsSaidWithTheReason() throws Exception {
    Files.createFile(directory.resolve("broken"));

    launch(systemd(Duration.ofSeconds(5)));

    assertThat(observed.awaitEnd(DB).detail())
        .startsWith("it was not started: ")
        .endsWith("systemctl start " + UNIT + " ended with 5: Failed to start it: Unit not found.");
    assertThat(observed.launched).isEmpty();
  }

  @Test
  void aUnitThatWasHandedOverIsLookedAfterAndNotStartedAnew() throws Exception {
    Systemd systemd = systemd(Duration.ofSeconds(5));
    driver = new ServiceDriver(program -> systemd, thread, observed);
    var launch =
        new Launch(1_000, DB, "db", "systemd holdfast-workload@.service", Fencing.NONE, 0, 0);

    thread.submit(() -> driver.adopt(launch, null, Optional.empty())).get();

    await().until(() -> driver.roots().containsKey(DB));
    assertThat(observed.launched).containsKey(DB);
    thread.submit(() -> driver.halt(DB)).get();
    assertThat(observed.awaitEnd(DB).force()).isEqualTo(Force.NONE);
    assertThat(asked())
        .contains("stop --no-block " + UNIT)
        .noneMatch(line -> line.startsWith("start"));
  }

  @Test
  void namesAreEscapedAsSystemdDoes() {
    assertThat(Systemd.escape("web-1.a_b:c/d é")).isEqualTo("web\\x2d1.a_b:c-d\\x20\\xc3\\xa9");
    assertThat(Systemd.escape(".hidden")).isEqualTo("\\x2ehidden");
  }

  private void launch(Caretaker caretaker) throws Exception {
    driver = new ServiceDriver(program -> caretaker, thread, observed);
    thread.submit(() -> driver.launch(DB, null, Optional.empty())).get();
  }

  private Hooks hooks(String start, String stop) {
    String status =
        "if [ -e blind ]; then touch was-blind; exit 9; fi;"
            + " read state </proc/$(cat pid)/stat && case \"$state\" in *' Z '*) exit 3;; esac;"
            + " kill -0 $(cat pid) 2>/dev/null && cat pid || exit 3";
    return new Hooks(
        new ServiceConfig(
            script(start),
            script(stop),
            script(status),
            script("kill -9 $(cat pid)"),
            Duration.ofMillis(50),
            Duration.ofSeconds(10)),
        marks,
        Duration.ofMillis(300));
  }

  private List<String> script(String text) {
    return List.of("sh", "-c", "cd " + directory + "; " + text);
  }

  private Systemd systemd(Duration stopGrace) throws IOException {
    return new Systemd(
        "holdfast-workload@.service",
        directory.resolve("units"),
        recordedSystemctl().toString(),
        marks,
        stopGrace);
  }

  private List<String> asked() throws IOException {
    return Files.readAllLines(directory.resolve("asked"));
  }

  /**
   * What systemctl 252 prints for a unit that is started, runs, and is stopped; that does not stop
   * and is killed; that fails; and that is not there.
   */
  private Path recordedSystemctl() throws IOException {
    String script =
        """
        #!/bin/sh
        cd %s
        echo "$@" >>asked
        case $1 in
        show)
          result=success status=0 pid=0
          if [ -e failed ]; then state=failed sub=failed; read result status <failed
          elif [ -e stopped ]; then state=inactive sub=dead
          else state=active sub=running pid=%d; fi
          echo Result=$result; echo MainPID=$pid; echo ExecMainStatus=$status
          echo LoadState=loaded; echo ActiveState=$state; echo SubState=$sub ;;
        start) if [ -e broken ]; then echo "Failed to start it: Unit not found." >&2; exit 5; fi ;;
        stop) if [ ! -e stubborn ]; then touch stopped; fi ;;
        kill) echo signal 9 >failed ;;
        esac
        """
            .formatted(directory, ProcessHandle.current().pid());
    Path file = Files.writeString(directory.resolve("systemctl"), script);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readString(directory.resolve("pid")).strip());
  }
}
