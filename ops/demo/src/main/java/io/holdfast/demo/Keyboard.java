package io.holdfast.demo;

import io.holdfast.sandbox.Sandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo's hand on the keyboard: runs the very commands that it shows. */
final class Keyboard {

  /** What a command answered. */
  record Answer(int exitCode, List<String> lines) {}

  private final List<String> launcher;
  private final Sandbox sandbox;
  private final Path directory;

  Keyboard(List<String> launcher, Sandbox sandbox, Path directory) {
    this.launcher = launcher;
    this.sandbox = sandbox;
    this.directory = directory;
  }

  /**
   * Runs {@code ops/holdfast} with these arguments to its end.
   *
   * @throws StoryFailed when it does not end with 0 in time; the message holds what it said
   */
  List<String> run(Duration patience, String... arguments) throws StoryFailed {
    Answer answer = answer(patience, arguments);
    StoryFailed.unless(
        answer.exitCode() == 0,
        "holdfast %s ended with exit code %d:%n%s",
        String.join(" ", arguments),
        answer.exitCode(),
        String.join("\n", answer.lines()));
    return answer.lines();
  }

  private Answer answer(Duration patience, String... arguments) throws StoryFailed {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(List.of(arguments));
    Path output = directory.resolve("command.out");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("HOLDFAST_KAFKA_BOOTSTRAP_SERVERS", sandbox.bootstrapServers());
    builder.environment().put("HOLDFAST_REGISTRY_URL", sandbox.registryUrl());
    try {
      Files.createDirectories(directory);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new StoryFailed(
            "holdfast "
                + String.join(" ", arguments)
                + " did not end within "
                + Narrator.seconds(patience));
      }
      return new Answer(
          process.exitValue(), Files.readString(output, StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new StoryFailed("holdfast " + String.join(" ", arguments) + " could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoryFailed("Interrupted", e);
    }
  }
}
