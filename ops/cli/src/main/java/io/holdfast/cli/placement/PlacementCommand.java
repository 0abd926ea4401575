package io.holdfast.cli.placement;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "placement",
    description = "Placements: where each workload is, and since when.",
    subcommands = PlacementList.class)
public final class PlacementCommand extends Group {}
