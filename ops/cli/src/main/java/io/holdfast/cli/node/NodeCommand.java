package io.holdfast.cli.node;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "node",
    description = "Nodes: who is alive, what a node runs, and taking one out of service.",
    subcommands = {
      NodeList.class,
      NodeStatusCommand.class,
      NodeDrain.class,
      NodeUndrain.class,
      NodeMaintenance.class
    })
public final class NodeCommand extends Group {}
