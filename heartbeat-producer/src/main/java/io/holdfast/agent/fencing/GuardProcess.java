package io.holdfast.agent.fencing;

import io.holdfast.agent.host.BootClock;
import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.ProcessTable;
import io.holdfast.agent.host.Root;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process of {@code guard.sh}, seen from the agent, which may be another than the one that
 * started it. It is told deadlines through a named pipe and answers in a file; both are in memory,
 * so that a disk that hangs holds neither up.
 */
final class GuardProcess {

  private static final String OVER = "over";
  private static final long STARTS_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LOOK_AGAIN_MILLIS = 2;

  final Root process;
  private final Path deadlines;
  private final Path answer;

  private GuardProcess(Root process, Path deadlines, Path answer) {
    this.process = process;
    this.deadlines = deadlines;
    this.answer = answer;
  }

  /** One that a former process of this agent started. */
  static GuardProcess adopted(Root process, Path place) {
    return new GuardProcess(
        process, place.resolveSibling(place.getFileName() + ".pipe"), answerOf(place));
  }

  /**
   * Returns when it guards.
   *
   * @param place names of its pipe and its answer, without their endings
   */
  static GuardProcess start(Shell shell, ControlGroup group, Path place, long deadlineNanos)
      throws IOException, InterruptedException {
    Path pipe = place.resolveSibling(place.getFileName() + ".pipe");
    Path answer = answerOf(place);
    Files.deleteIfExists(pipe);
    Files.deleteIfExists(answer);
    int made = new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor();
    if (made != 0) {
      throw new IOException("no named pipe can be made: " + pipe);
    }
    Process guard =
        shell.guard(
            group.directory().toString(),
            pipe.toString(),
            answer.toString(),
            Long.toString(deadlineNanos / BootClock.STEP_NANOS));
    long startTicks =
        ProcessTable.find(guard.pid())
            .map(ProcessEntry::startTicks)
            .orElseThrow(() -> new IOException("a guard ended at once"));
    var started = new GuardProcess(new Root(guard.pid(), startTicks), pipe, answer);
    started.awaitAnswer();
    return started;
  }

  /** Before it has opened its pipe nothing can be told to it, and nothing is guarded. */
  private void awaitAnswer() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTS_WITHIN_NANOS;
    while (said().isEmpty()) {
      if (!isAlive() || System.nanoTime() - deadline > 0) {
        kill();
        throw new IOException("a guard did not start");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private static Path answerOf(Path place) {
    return place.resolveSibling(place.getFileName() + ".answer");
  }

  /** One write below PIPE_BUF is atomic; opened for both directions it never waits for a reader. */
  void renew(long deadlineNanos) throws IOException {
    try (var pipe = new RandomAccessFile(deadlines.toFile(), "rw")) {
      pipe.write((deadlineNanos / BootClock.STEP_NANOS + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  boolean isAlive() throws IOException {
    return ProcessTable.find(process.pid())
        .filter(ProcessEntry::isAlive)
        .filter(entry -> entry.startTicks() == process.startTicks())
        .isPresent();
  }

  /** Whether it has begun to kill. */
  boolean isOver() throws IOException {
    return said().equals(OVER);
  }

  /** The newest deadline that it knows, nanoseconds; empty when it is just writing another. */
  Optional<Long> knows() throws IOException {
    String said = said();
    return said.isEmpty() || said.equals(OVER)
        ? Optional.empty()
        : Optional.of(Long.parseLong(said) * BootClock.STEP_NANOS);
  }

  private String said() throws IOException {
    try {
      return Files.readString(answer).strip();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  void kill() throws IOException {
    if (isAlive()) {
      ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Kills it, and returns when it writes nothing any more, or after this long: one that cannot be
   * killed yet harms nobody.
   */
  void end(long patienceNanos) throws IOException, InterruptedException {
    kill();
    long deadline = System.nanoTime() + patienceNanos;
    while (isAlive() && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }
}
