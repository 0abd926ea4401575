package io.holdfast.cli.command;

import io.holdfast.records.Command;
import picocli.CommandLine.Option;

/** Which commands are of interest. */
final class CommandFilter {

  @Option(names = "--pool", paramLabel = "POOL", description = "Only commands of this pool.")
  private String pool;

  @Option(names = "--node", paramLabel = "NODE", description = "Only commands to this node.")
  private String node;

  @Option(
      names = "--workload",
      paramLabel = "WORKLOAD",
      description = "Only commands about this workload.")
  private String workload;

  boolean isWanted(Command command) {
    return (pool == null || pool.equals(command.getPool()))
        && (node == null || node.equals(command.getNode()))
        && (workload == null || workload.equals(command.getWorkload()));
  }
}
