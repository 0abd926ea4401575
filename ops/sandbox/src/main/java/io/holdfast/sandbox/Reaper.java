package io.holdfast.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends child processes and deletes directories when this JVM ends, even by SIGKILL.
 *
 * <p>A shell in a session of its own is told of each child through a pipe; the end of the pipe is
 * the end of this JVM. One per JVM, started with the first child.
 */
final class Reaper {

  private static final Logger log = LoggerFactory.getLogger(Reaper.class);
  private static Reaper instance;

  private final Process shell;
  private final OutputStream pipe;
  private final Deque<AutoCloseable> closeFirst = new ArrayDeque<>();

  private Reaper() {
    try (InputStream script = Reaper.class.getResourceAsStream("reaper.sh")) {
      List<String> command = new ArrayList<>(ChildProcess.ownSession());
      command.addAll(
          List.of("sh", "-c", new String(script.readAllBytes(), StandardCharsets.UTF_8)));
      shell =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a shell to clean up after the sandbox", e);
    }
    pipe = shell.getOutputStream();
    Runtime.getRuntime().addShutdownHook(new Thread(this::atExit, "sandbox-reaper"));
  }

  static synchronized Reaper get() {
    if (instance == null) {
      instance = new Reaper();
    }
    return instance;
  }

  /**
   * Ends the process with {@code signal}, and with SIGKILL 2 s later, if this JVM ends before
   * {@link #forget}.
   */
  void watch(long pid, String signal) {
    tell("watch " + pid + " " + signal);
  }

  void forget(long pid) {
    tell("forget " + pid);
  }

  void deleteAtExit(Path directory) {
    tell("delete " + directory.toAbsolutePath());
  }

  /** Closes at an orderly exit of this JVM, latest first, before anything is killed. */
  void closeAtExit(AutoCloseable closeable) {
    synchronized (closeFirst) {
      closeFirst.push(closeable);
    }
  }

  void closedAlready(AutoCloseable closeable) {
    synchronized (closeFirst) {
      closeFirst.remove(closeable);
    }
  }

  private synchronized void tell(String line) {
    try {
      pipe.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      pipe.flush();
    } catch (IOException e) {
      log.atDebug().addKeyValue("told", line).setCause(e).log("The reaper is gone");
    }
  }

  private void atExit() {
    List<AutoCloseable> open;
    synchronized (closeFirst) {
      open = List.copyOf(closeFirst);
    }
    for (AutoCloseable closeable : open) {
      try {
        closeable.close();
      } catch (Exception e) {
        log.atWarn().setCause(e).log("A part of the sandbox did not close");
      }
    }
    try {
      pipe.close();
      shell.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      log.atDebug().setCause(e).log("The reaper is gone");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
