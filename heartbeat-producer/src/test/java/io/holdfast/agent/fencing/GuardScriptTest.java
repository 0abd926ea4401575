package io.holdfast.agent.fencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.agent.domain.Guard;
import io.holdfast.agent.host.BootClock;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script does what {@link Guard} says, in each shell that it may run in. A plain directory
 * stands in for the control group, so that this is shown also where there is none.
 */
class GuardScriptTest {

  @TempDir Path directory;
  private final BootClock clock = new BootClock();
  private Process process;

  @AfterEach
  void endIt() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/bin/bash", "/bin/busybox"})
  void itKillsFromItsNewestDeadlineOnAndIsNotStoppedThen(String shell) throws Exception {
    assumeThat(Path.of(shell)).as("is installed").isExecutable();
    Path group = Files.createDirectory(directory.resolve("group"));
    Path kill = Files.createFile(group.resolve("cgroup.kill"));
    Files.writeString(group.resolve("cgroup.events"), "populated 1\nfrozen 0\n");
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path answer = directory.resolve("answer");
    long begin = hundredths();
    var guard = new Guard(begin + 300);

    process =
        Shell.of(Path.of(shell))
            .guard(
                group.toString(), pipe.toString(), answer.toString(), Long.toString(begin + 300));
    awaitAnswer(answer, Long.toString(begin + 300));
    for (long later : new long[] {begin + 400, begin + 350}) {
      write(pipe, later);
      guard.renew(later);
    }
    awaitAnswer(answer, Long.toString(guard.deadline()));
    assertThat(guard.deadline()).isEqualTo(begin + 400);
    while (!Files.readString(answer).strip().equals("over")) {
      long killed = Files.size(kill);
      long now = hundredths();
      assertThat(killed == 0 || now >= guard.deadline()).as("killed at %d", now).isTrue();
      assertThat(now).as("it is late").isLessThan(guard.deadline() + 1_000);
    }
    assertThat(guard.mustKill(hundredths())).isTrue();
    await().until(() -> Files.size(kill) > 0);

    write(pipe, begin + 100_000);
    Files.writeString(kill, "");
    await("it goes on").atMost(Duration.ofSeconds(10)).until(() -> Files.size(kill) > 0);
    Files.move(group, directory.resolve("removed"));
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("it ends with its group").isTrue();
  }

  private void awaitAnswer(Path answer, String expected) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> Files.exists(answer) && Files.readString(answer).strip().equals(expected));
  }

  private static void write(Path pipe, long deadline) throws Exception {
    try (var file = new RandomAccessFile(pipe.toFile(), "rw")) {
      file.write((deadline + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  private long hundredths() {
    return clock.getAsLong() / BootClock.STEP_NANOS;
  }
}
