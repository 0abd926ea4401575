package io.holdfast.cli.policy;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "breaker",
    description = "Breakers: whether a wave of deaths holds failovers back, and letting go.",
    subcommands = {BreakerStatus.class, BreakerReset.class})
public final class BreakerCommand extends Group {}
