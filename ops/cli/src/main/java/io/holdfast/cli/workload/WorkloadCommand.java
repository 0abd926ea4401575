package io.holdfast.cli.workload;

import io.holdfast.cli.shell.Group;
import picocli.CommandLine.Command;

@Command(
    name = "workload",
    description = "Workloads: what shall run, and where an operator wants it.",
    subcommands = {
      WorkloadApply.class,
      WorkloadList.class,
      WorkloadRemove.class,
      WorkloadMove.class
    })
public final class WorkloadCommand extends Group {}
