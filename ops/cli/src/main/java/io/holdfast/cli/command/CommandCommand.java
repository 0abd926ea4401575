package io.holdfast.cli.command;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine;

@CommandLine.Command(
    name = "command",
    description = "Commands: the steps of decisions, and what came of them.",
    subcommands = {CommandList.class, CommandTail.class})
public final class CommandCommand extends Group {}
