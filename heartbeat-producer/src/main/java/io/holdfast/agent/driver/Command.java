package io.holdfast.agent.driver;

import io.holdfast.agent.domain.Grant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short commands about workloads, with what tells the workload in their environment. */
final class Command {

  private static final int LONGEST_OUTPUT = 4_000;

  /** How a command ended, and what it said. */
  record Answer(int exitCode, String output) {
    String lastLine() {
      String text = output.strip();
      return text.substring(text.lastIndexOf('\n') + 1).strip();
    }
  }

  private final Marks marks;
  private final Duration timeout;

  Command(Marks marks, Duration timeout) {
    this.marks = marks;
    this.timeout = timeout;
  }

  /**
   * @throws IOException when it cannot be executed or takes too long
   */
  Answer run(Grant grant, List<String> words) throws IOException, InterruptedException {
    List<String> command = words.stream().map(word -> marks.expand(word, grant)).toList();
    Path output = Files.createTempFile("holdfast-command", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().keySet().removeIf(name -> name.startsWith("HOLDFAST_"));
      marks.environmentOf(grant).forEach(builder.environment()::put);
      // Whatever it starts is another's to look after, and must not be taken for a leftover.
      builder.environment().remove(Marks.AGENT);
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IOException(
            "%s did not end within %d ms".formatted(command.get(0), timeout.toMillis()));
      }
      byte[] said;
      try (var in = Files.newInputStream(output)) {
        said = in.readNBytes(LONGEST_OUTPUT);
      }
      return new Answer(process.exitValue(), new String(said, StandardCharsets.UTF_8));
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /**
   * @throws IOException unless it ends with 0
   */
  Answer must(Grant grant, List<String> words) throws IOException, InterruptedException {
    Answer answer = run(grant, words);
    if (answer.exitCode() != 0) {
      throw new IOException(
          "%s ended with %d: %s"
              .formatted(String.join(" ", words), answer.exitCode(), answer.lastLine()));
    }
    return answer;
  }
}
