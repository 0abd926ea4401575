package io.holdfast.cli.context;

import io.holdfast.cli.output.Columns;
import io.holdfast.cli.shell.Contexts;
import io.holdfast.cli.shell.Contexts.Context;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

@Command(name = "list", description = "Lists the contexts; a star marks the current one.")
final class ContextList extends HoldfastCommand {

  @Override
  protected ExitCode run(Session session) {
    Map<String, String> environment = session.terminal().environment();
    Contexts contexts = Contexts.read(environment);
    Columns<Map.Entry<String, Context>> columns =
        Columns.<Map.Entry<String, Context>>none()
            .text(
                "current",
                row -> isCurrent(contexts, row.getKey()),
                row -> isCurrent(contexts, row.getKey()) ? "*" : "")
            .text("context", Map.Entry::getKey)
            .text("bootstrap", row -> row.getValue().bootstrap())
            .text("registry", row -> row.getValue().registry().orElse(null))
            .text("prefix", row -> row.getValue().prefix().orElse(null));
    session.list(
        columns,
        List.copyOf(new TreeMap<>(contexts.contexts()).entrySet()),
        "No context is kept: write %s.".formatted(Contexts.file(environment)));
    return ExitCode.OK;
  }

  private static boolean isCurrent(Contexts contexts, String name) {
    return contexts.current().filter(name::equals).isPresent();
  }
}
