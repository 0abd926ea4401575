package io.holdfast.agent.fencing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The shell that guards run in. Its {@code read} must know fractions of a second. */
final class Shell {

  /** Command lines that run a script given as the next argument. */
  private static final Map<String, List<String>> KNOWN =
      new TreeMap<>(Map.of("bash", List.of("-c"), "busybox", List.of("sh", "-c")));

  private static final String SEARCH_PATH = "/bin:/usr/bin:/sbin:/usr/sbin:/usr/local/bin";

  private final List<String> command;
  private final String script;

  private Shell(List<String> command, String script) {
    this.command = command;
    this.script = script;
  }

  /**
   * @throws IOException whose message says in words what is missing
   */
  static Shell find() throws IOException {
    for (String name : KNOWN.keySet()) {
      for (String directory : SEARCH_PATH.split(":")) {
        Path file = Path.of(directory, name);
        if (Files.isExecutable(file)) {
          return of(file);
        }
      }
    }
    throw new IOException("neither bash nor busybox is installed, one of which guards run in");
  }

  static Shell of(Path file) throws IOException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(KNOWN.get(file.getFileName().toString()));
    try (InputStream script = Shell.class.getResourceAsStream("guard.sh")) {
      return new Shell(command, new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** A guard in a session of its own, so that it outlives the agent. */
  Process guard(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("setsid"));
    all.addAll(command);
    all.add(script);
    all.add("holdfast-guard");
    all.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(Path.of("/").toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().put("PATH", SEARCH_PATH);
    Process guard = builder.start();
    guard.getOutputStream().close();
    return guard;
  }
}
