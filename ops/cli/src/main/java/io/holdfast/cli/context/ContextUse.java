package io.holdfast.cli.context;

import io.holdfast.cli.shell.Contexts;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Names;
import io.holdfast.cli.shell.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "use", description = "Makes a context the current one.")
final class ContextUse extends HoldfastCommand {

  @Parameters(paramLabel = "NAME", description = "Its name, or how no other one begins.")
  private String name;

  @Override
  protected ExitCode run(Session session) throws IOException {
    Map<String, String> environment = session.terminal().environment();
    Path file = Contexts.file(environment);
    String meant =
        Names.meant(
            "context",
            name,
            Contexts.read(environment).contexts().keySet(),
            "holdfast context list");
    write(file, meant);
    session.show(Map.of("current", meant), List.of("Now: " + meant));
    return ExitCode.OK;
  }

  /** One line changes; comments and everything else stay as they were written. */
  private static void write(Path file, String current) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.removeIf(line -> line.startsWith("current:"));
    lines.add(0, "current: " + current);
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.write(next, lines);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
