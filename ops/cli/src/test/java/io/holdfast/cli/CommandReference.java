package io.holdfast.cli;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.runtime.config.Reference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The reference page of the command line, from the commands themselves. */
final class CommandReference {

  private final CommandLine root;

  CommandReference(CommandLine root) {
    this.root = root;
  }

  String markdown() {
    var page = new StringJoiner("\n", "", "\n");
    page.add("# `holdfast`: the command line");
    page.add("");
    page.add(
        """
        Generated from the code. Every command has `--help`; every list has `--json` and `--filter`. `node status`,
        `why`, `decision show`, `context use` and what names a chain take the beginning of an id where no other begins so; what acts wants all of it.""");
    page.add("");
    page.add("## Exit codes");
    page.add("");
    page.add("| code | meaning |");
    page.add("|---|---|");
    for (ExitCode exitCode : ExitCode.values()) {
      page.add("| %d | %s |".formatted(exitCode.code(), exitCode.meaning()));
    }
    page.add("");
    page.add("## Options of every command");
    page.add("");
    page.add("| option | meaning |");
    page.add("|---|---|");
    root.getCommandSpec().options().stream()
        .filter(option -> !isStandard(option))
        .forEach(option -> page.add(row(option)));
    commands().forEach((name, command) -> add(page, name, command));
    addCheckout(page);
    addFile(page, "`workload apply -f FILE`", "io.holdfast.cli.workload.WorkloadFile");
    addFile(page, "`policy apply -f FILE`", "io.holdfast.cli.policy.PolicyFile");
    return page.toString();
  }

  /** What only the launcher of a checkout has; each explains itself with {@code --help}. */
  private static void addCheckout(StringJoiner page) {
    page.add("");
    page.add("## With a checkout");
    page.add("");
    page.add("| command | what it does |");
    page.add("|---|---|");
    page.add("| `ops/holdfast sandbox` | Kafka, a schema registry and PostgreSQL until Ctrl-C |");
    page.add("| `ops/holdfast demo --once` | the story of the system, every step verified |");
    page.add(
        "| `ops/holdfast simulate --seed S --runs N` | the pure core in seeded worlds of faults; a"
            + " seed that breaks a promise is printed and shrunk (`--keep DIR` keeps it, `--story`"
            + " tells its run) |");
    page.add("| `ops/holdfast console` | the web page that shows a cluster |");
    page.add("| `ops/holdfast bench NAME` | measurements, held to their floors |");
    page.add("| `ops/holdfast kafka TOOL` | Kafka's own tools, with Holdfast's schemas |");
  }

  /** What may stand in a file: the rows of its record, without the column of the environment. */
  private static void addFile(StringJoiner page, String title, String record) {
    page.add("");
    page.add("## The file of " + title);
    page.add("");
    page.add("YAML. An unknown key is refused. Durations: `500ms`, `10s`, `5m`; sizes: `512MiB`.");
    page.add("");
    Reference.markdown(title, type(record))
        .lines()
        .filter(line -> line.startsWith("|"))
        .forEach(line -> page.add(line.replaceFirst("\\|[^|]*\\|$", "|")));
  }

  private static Class<? extends Record> type(String name) {
    try {
      return Class.forName(name).asSubclass(Record.class);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** Each command that does something, by its full name. */
  Map<String, CommandSpec> commands() {
    var commands = new LinkedHashMap<String, CommandSpec>();
    collect(root, commands);
    return commands;
  }

  private static void collect(CommandLine command, Map<String, CommandSpec> commands) {
    if (command.getSubcommands().isEmpty()) {
      commands.put(command.getCommandSpec().qualifiedName(), command.getCommandSpec());
    }
    command.getSubcommands().values().forEach(sub -> collect(sub, commands));
  }

  private static void add(StringJoiner page, String name, CommandSpec command) {
    page.add("");
    page.add("## `" + name + "`");
    page.add("");
    for (String sentence : command.usageMessage().description()) {
      page.add(sentence);
    }
    List<PositionalParamSpec> parameters = command.positionalParameters();
    List<OptionSpec> options =
        command.options().stream().filter(o -> !o.inherited() && !isStandard(o)).toList();
    if (parameters.isEmpty() && options.isEmpty()) {
      return;
    }
    page.add("");
    page.add("| argument | meaning |");
    page.add("|---|---|");
    parameters.forEach(parameter -> page.add(row(parameter)));
    options.forEach(option -> page.add(row(option)));
  }

  private static boolean isStandard(OptionSpec option) {
    return option.usageHelp() || option.versionHelp();
  }

  private static String row(ArgSpec argument) {
    String name =
        argument instanceof OptionSpec option
            ? String.join(", ", option.names())
                + (option.arity().max() > 0 ? " " + option.paramLabel() : "")
            : argument.paramLabel();
    boolean given = argument.required() && argument.group() == null;
    return "| `%s` | %s%s |"
        .formatted(
            name.replace("|", "\\|"),
            String.join(" ", rendered(argument)).replace("|", "\\|"),
            given ? " Must be given." : "");
  }

  private static String[] rendered(ArgSpec argument) {
    return Help.Ansi.OFF.new Text(String.join(" ", argument.renderedDescription()))
        .toString()
        .split("\n");
  }
}
