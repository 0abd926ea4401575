package io.holdfast.agent.fencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.host.BootClock;
import io.holdfast.agent.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guards as processes around workloads that would rather live on. */
class FencesTest {

  private static final Grant DB = new Grant("db 1/a", 7);
  private static final long MILLI = 1_000_000L;

  @TempDir Path directory;
  private final BootClock clock = new BootClock();
  private final String cookie = UUID.randomUUID().toString();
  private Fences fences;
  private long incarnation = 1_000;

  @BeforeEach
  void find() {
    fences = fencesHere();
  }

  private Fences fencesHere() {
    try {
      Fences found =
          Fences.find(Optional.empty(), directory.resolve("run"), directory, 500 * MILLI);
      found.nameAfter(cookie);
      return found;
    } catch (IOException e) {
      assumeThat(false).as("leases can be kept here: " + e.getMessage()).isTrue();
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void endAll() throws Exception {
    if (fences != null) {
      fences.end();
    }
  }

  @Test
  void whatIsBehindTheFenceDiesAtTheDeadlineThoughNobodyAsks() throws Exception {
    long deadline = clock.getAsLong() + 2_000 * MILLI;
    Process stubborn = run("trap '' TERM; sleep 1000 & while :; do sleep 1; done", deadline);

    awaitEnd(stubborn);

    assertThat(clock.getAsLong()).isGreaterThanOrEqualTo(deadline);
    await("nothing can enter any more").until(() -> !Files.exists(memo().group()));
  }

  @Test
  void aRenewedDeadlineHoldsTheGuardsOff() throws Exception {
    long first = clock.getAsLong() + 5_000 * MILLI;
    Process workload = run("exec sleep 1000", first);
    long second = first + 900 * MILLI;
    fences.renew(second);

    awaitEnd(workload);

    assertThat(clock.getAsLong()).isGreaterThanOrEqualTo(second);
  }

  @Test
  void eitherGuardSuffices() throws Exception {
    Process workload = run("exec sleep 1000", clock.getAsLong() + 2_000 * MILLI);
    signal("KILL", memo().guards().get(0));
    awaitEnd(workload);
    fences.end();

    workload = run("exec sleep 1000", clock.getAsLong() + 2_000 * MILLI);
    Root stopped = memo().guards().get(1);
    signal("STOP", stopped);
    awaitEnd(workload);
    signal("CONT", stopped);
  }

  @Test
  void aGuardThatIsGoneOrDoesNotAnswerIsReplaced() throws Exception {
    long far = clock.getAsLong() + 60_000 * MILLI;
    run("exec sleep 1000", far);
    List<Root> before = memo().guards();
    signal("KILL", before.get(0));
    signal("STOP", before.get(1));
    fences.renew(far + 10 * MILLI);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(fences.look()).isTrue();
              assertThat(memo().guards()).doesNotContainAnyElementsOf(before);
            });
  }

  @Test
  void aGuardThatHasBegunToKillIsNotHeldOffAndSaysSo() throws Exception {
    run("exec sleep 1000", clock.getAsLong() + 2_000 * MILLI);

    await().atMost(Duration.ofSeconds(20)).until(() -> !fences.look());
    fences.renew(clock.getAsLong() + 60_000 * MILLI);

    await().until(() -> !Files.exists(memo().group()));
  }

  @Test
  void anotherProcessOfTheAgentTakesTheGuardsOver() throws Exception {
    Process workload = run("exec sleep 1000", clock.getAsLong() + 30_000 * MILLI);
    assertThat(Fences.areUp(directory)).isTrue();
    Fences after = fencesHere();
    after.adopt();

    after.renew(clock.getAsLong() + 31_000 * MILLI);
    assertThat(after.look()).isTrue();
    after.end();

    awaitEnd(workload);
    assertThat(Fences.areUp(directory)).isFalse();
  }

  @Test
  void anEndLeavesNoFileBehind() throws Exception {
    run("exec sleep 1000", clock.getAsLong() + 30_000 * MILLI);
    List<Root> guards = memo().guards();

    fences.end();

    await()
        .until(() -> guards.stream().noneMatch(guard -> ProcessHandle.of(guard.pid()).isPresent()));
    assertThat(directory.resolve("run")).isEmptyDirectory();
  }

  @Test
  void guardsAreSparedWhenMemoryIsShort() throws Exception {
    assumeThat(
            new ProcessBuilder("sh", "-c", "echo -1000 2>/dev/null >/proc/self/oom_score_adj")
                .start()
                .waitFor())
        .as("this user may protect a process from the OOM killer (CAP_SYS_RESOURCE)")
        .isZero();
    run("exec sleep 1000", clock.getAsLong() + 30_000 * MILLI);

    for (Root guard : memo().guards()) {
      assertThat(Path.of("/proc/" + guard.pid() + "/oom_score_adj")).hasContent("-1000");
    }
  }

  @Test
  void aSweepEndsWhatAnEarlierIncarnationLeft() throws Exception {
    Process workload = run("exec sleep 1000", clock.getAsLong() + 30_000 * MILLI);

    fencesHere().sweep();

    awaitEnd(workload);
  }

  private Process run(String script, long deadline) throws Exception {
    ControlGroup group = fences.around(DB, ++incarnation, deadline);
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "echo $$ >\"$0\" || exit 125; exec sh -c \"$1\"",
                group.directory() + "/cgroup.procs",
                script)
            .start();
    await().until(() -> !group.isEmpty());
    return process;
  }

  private static void awaitEnd(Process process) throws InterruptedException {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("it was killed").isTrue();
  }

  private Memo memo() throws IOException {
    return Memo.read(directory).orElseThrow();
  }

  private static void signal(String signal, Root process) throws Exception {
    new ProcessBuilder("sh", "-c", "kill -s $0 $1", signal, Long.toString(process.pid()))
        .start()
        .waitFor();
  }
}
