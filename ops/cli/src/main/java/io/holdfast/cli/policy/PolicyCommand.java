package io.holdfast.cli.policy;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "policy",
    description = "Policies: how a pool is judged and what may be done about it.",
    subcommands = {PolicyApply.class, PolicyShow.class})
public final class PolicyCommand extends Group {}
