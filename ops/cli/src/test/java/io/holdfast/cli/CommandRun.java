package io.holdfast.cli;

import io.holdfast.cli.shell.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command answered.
 *
 * @param exitCode of the process
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int exitCode, String out, String err) {

  List<String> lines() {
    return out.lines().toList();
  }

  /** Runs commands in an environment of their own. */
  static final class Shell {

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> always;
    private Clock clock = Clock.system(ZoneOffset.UTC);

    private Shell(List<String> always) {
      this.always = always;
    }

    /** Knows no cluster. */
    static Shell lost() {
      return new Shell(List.of());
    }

    /** Of that cluster, with topics that begin so. */
    static Shell on(String bootstrap, String registry, String prefix) {
      var shell = new Shell(List.of("--prefix", prefix));
      shell.environment.put("HOLDFAST_KAFKA_BOOTSTRAP_SERVERS", bootstrap);
      shell.environment.put("HOLDFAST_REGISTRY_URL", registry);
      return shell;
    }

    /** With a variable of the environment. */
    Shell with(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** On a machine whose clock is so far ahead. */
    Shell after(Duration passed) {
      clock = Clock.offset(clock, passed);
      return this;
    }

    /** The words of a command line, by blanks. */
    CommandRun run(String commandLine) {
      return run(commandLine.split(" "));
    }

    CommandRun run(String... arguments) {
      var out = new StringWriter();
      var err = new StringWriter();
      var terminal =
          new Terminal(
              new PrintWriter(out, true),
              new PrintWriter(err, true),
              false,
              clock,
              environment,
              Optional::empty);
      String[] all = Arrays.copyOf(arguments, arguments.length + always.size());
      for (int i = 0; i < always.size(); i++) {
        all[arguments.length + i] = always.get(i);
      }
      int exitCode = Holdfast.on(terminal).execute(all);
      return new CommandRun(exitCode, out.toString(), err.toString());
    }
  }
}
