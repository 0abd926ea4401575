package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * A child process in a process group of its own, which ends when this JVM ends.
 *
 * <p>Signals go to the process alone unless the method says "group". Not affected by Ctrl-C in the
 * terminal.
 */
public final class ChildProcess implements AutoCloseable {

  private static final int TAIL_LINES = 30;

  private final String name;
  private final Process process;
  private final Path log;

  ChildProcess(String name, Process process, Path log, String endSignal) {
    this.name = name;
    this.process = process;
    this.log = log;
    Reaper reaper = Reaper.get();
    reaper.watch(process.pid(), endSignal);
    var unused = process.onExit().thenAccept(ended -> reaper.forget(ended.pid()));
  }

  /** A JVM with this JVM's own class path. */
  public static ChildCommand java(String mainClass) {
    return java(System.getProperty("java.class.path"), mainClass);
  }

  /** A JVM with a class path of its own. */
  public static ChildCommand java(String classPath, String mainClass) {
    return ChildCommand.java("-cp", classPath, mainClass);
  }

  public static ChildCommand jar(Path jar) {
    return ChildCommand.java("-jar", jar.toString());
  }

  public static ChildCommand command(String... command) {
    return new ChildCommand(List.of(), List.of(command));
  }

  /** The command that starts another in a session of its own; empty where there is none. */
  static List<String> ownSession() {
    return SETSID;
  }

  private static final List<String> SETSID = onPath("setsid") ? List.of("setsid") : List.of();

  static boolean onPath(String command) {
    for (String directory : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, command))) {
        return true;
      }
    }
    return false;
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Everything the process wrote to standard output and error. */
  public Path log() {
    return log;
  }

  /** SIGSTOP: the process does not run until {@link #resume}. */
  public void suspend() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void resume() {
    signal("CONT");
  }

  /** SIGKILL, and waits until the process is gone. */
  public void kill() {
    signal("KILL");
    awaitExit(Duration.ofSeconds(10));
  }

  /**
   * SIGKILL to the process, its group and all its descendants, whatever group they are in; waits
   * until all are gone.
   */
  public void killGroup() {
    // Suspended first, so that it starts nothing between being asked for its descendants and being
    // killed.
    signal("STOP");
    List<ProcessHandle> descendants = process.descendants().toList();
    if (!SETSID.isEmpty()) {
      sendSignal("KILL", -process.pid());
    }
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
    awaitExit(Duration.ofSeconds(10));
    descendants.forEach(this::awaitEnd);
  }

  private void awaitEnd(ProcessHandle descendant) {
    try {
      descendant.onExit().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new SandboxException(
          "process " + descendant.pid() + ", started by " + name + ", did not end after SIGKILL",
          e);
    }
  }

  /**
   * SIGTERM, and SIGKILL to the whole group if the process is still there after {@code patience}.
   */
  public void terminate(Duration patience) {
    end("TERM", patience);
  }

  void end(String signal, Duration patience) {
    if (!isAlive()) {
      return;
    }
    signal("CONT");
    signal(signal);
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        killGroup();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      killGroup();
    }
  }

  /** Sends a signal by its name without SIG; nothing happens when the process has ended. */
  public void signal(String signal) {
    if (isAlive()) {
      sendSignal(signal, pid());
    }
  }

  private static void sendSignal(String signal, long target) {
    try {
      // The shell's own kill: small systems have no other.
      new ProcessBuilder("sh", "-c", "kill -s \"$0\" -- \"$1\"", signal, Long.toString(target))
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run sh", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the exit and gives the exit code: 128 + n after signal n. */
  public int awaitExit(Duration patience) {
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SandboxException(
        name + " did not end within " + patience.toSeconds() + " s" + tail());
  }

  /** Waits until a GET of {@code uri} answers with a status below 300. */
  public void awaitReady(URI uri, Duration patience) {
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    await(
        uri + " answers",
        patience,
        () -> {
          try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 300;
          } catch (IOException notYet) {
            return false;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while waiting for " + name, e);
          }
        });
  }

  /**
   * Waits for a condition of the running process; its end, or the end of patience, is an error with
   * the log's tail.
   */
  public void awaitReady(String what, Duration patience, BooleanSupplier ready) {
    await(what, patience, ready);
  }

  private void await(String what, Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (!isAlive() && !condition.getAsBoolean()) {
        throw new SandboxException(
            name + " ended with exit code " + process.exitValue() + " before " + what + tail());
      }
      if (System.nanoTime() > deadline) {
        throw new SandboxException(
            name + ": not within " + patience.toSeconds() + " s: " + what + tail());
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SandboxException("interrupted while waiting for " + name, e);
      }
    }
  }

  /** The end of the log, as a clause for an error message. */
  String tail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return lines.isEmpty()
          ? "; its log " + log + " is empty"
          : "; the end of its log "
              + log
              + ":\n  "
              + String.join(
                  "\n  ", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "; its log " + log + " cannot be read: " + e.getMessage();
    }
  }

  @Override
  public void close() {
    terminate(Duration.ofSeconds(10));
  }
}
