package io.holdfast.cli.shell;

import static java.util.Objects.requireNonNull;

import io.holdfast.sandbox.SandboxAddresses;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a command speaks, and what surrounds it.
 *
 * @param out answers
 * @param err what went wrong, and progress
 * @param coloured whether a person watches who wants colours
 * @param clock for "how long ago", in the zone that people read
 * @param environment variables of the process
 * @param sandbox the one that runs on this machine, if any
 */
public record Terminal(
    PrintWriter out,
    PrintWriter err,
    boolean coloured,
    Clock clock,
    Map<String, String> environment,
    Supplier<Optional<SandboxAddresses>> sandbox) {

  public Terminal {
    requireNonNull(out);
    requireNonNull(err);
    requireNonNull(clock);
    requireNonNull(sandbox);
    environment = Map.copyOf(environment);
  }

  /** That of this process: colours only on a terminal, and not where NO_COLOR is set. */
  public static Terminal ofThisProcess() {
    Map<String, String> environment = System.getenv();
    return new Terminal(
        new PrintWriter(System.out, true, encoding()),
        new PrintWriter(System.err, true, encoding()),
        System.console() != null
            && !environment.containsKey("NO_COLOR")
            && !"dumb".equals(environment.get("TERM")),
        Clock.system(ZoneId.systemDefault()),
        environment,
        SandboxAddresses::find);
  }

  /** What the terminal shows; the JVM of some platforms tells only by this property. */
  private static Charset encoding() {
    String name = System.getProperty("native.encoding");
    return name != null && Charset.isSupported(name)
        ? Charset.forName(name)
        : StandardCharsets.UTF_8;
  }
}
