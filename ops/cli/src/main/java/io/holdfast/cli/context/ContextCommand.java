package io.holdfast.cli.context;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "context",
    description = "Clusters by name, from ~/.config/holdfast/config.yaml.",
    subcommands = {ContextList.class, ContextUse.class})
public final class ContextCommand extends Group {}
