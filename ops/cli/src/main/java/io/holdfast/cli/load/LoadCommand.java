package io.holdfast.cli.load;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "load",
    description = "Load: how evenly each pool is loaded.",
    subcommands = LoadShow.class)
public final class LoadCommand extends Group {}
