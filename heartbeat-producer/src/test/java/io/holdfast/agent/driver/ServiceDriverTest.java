package io.holdfast.agent.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.agent.config.ServiceConfig;
import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Ending.Force;
import io.holdfast.agent.domain.Grant;
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
    Path systemctl = recordedSystemctl();
    launch(
        new Systemd(
            "holdfast-workload@.service",
            directory.resolve("units"),
            systemctl.toString(),
            marks,
            Duration.ofSeconds(5)));
    await().until(() -> driver.roots().containsKey(DB));
    assertThat(driver.roots().get(DB).pid()).isEqualTo(ProcessHandle.current().pid());
    assertThat(Files.readAllLines(directory.resolve("units/db-1\\x2da.env")))
        .contains("HOLDFAST_EPOCH=\"7\"", "HOLDFAST_WORKLOAD=\"db/1-a\"");

    thread.submit(() -> driver.halt(DB)).get();

    assertThat(observed.awaitEnd(DB))
        .isEqualTo(
            new Ending(
                Force.NONE,
                "holdfast-workload@db-1\\x2da.service inactive, result success, exit code 0"));
    assertThat(Files.readAllLines(directory.resolve("asked")))
        .startsWith("start holdfast-workload@db-1\\x2da.service")
        .contains("stop --no-block holdfast-workload@db-1\\x2da.service");
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

  /** What systemctl 252 prints for a unit that is started, runs, and is stopped. */
  private Path recordedSystemctl() throws IOException {
    String script =
        """
        #!/bin/sh
        cd %s
        echo "$@" >>asked
        case $1 in
        show)
          if [ -e stopped ]; then state=inactive sub=dead pid=0; else state=active sub=running pid=%d; fi
          echo Result=success; echo MainPID=$pid; echo ExecMainStatus=0
          echo LoadState=loaded; echo ActiveState=$state; echo SubState=$sub ;;
        stop) touch stopped ;;
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
