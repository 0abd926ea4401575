package io.holdfast.cli.decision;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "decision",
    description = "Decisions: what the dispatcher did or held back, and why.",
    subcommands = {DecisionList.class, DecisionShow.class})
public final class DecisionCommand extends Group {}
