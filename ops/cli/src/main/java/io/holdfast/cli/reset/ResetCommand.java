package io.holdfast.cli.reset;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** For a state that another version wrote, or that is not trusted any more. */
@Command(
    name = "reset",
    description = {
      "Builds the state of dispatcher-stream anew from its topics while it is stopped.",
      "Recorded decisions are facts: who runs what, under which epoch, and what was held stays as it is on record."
    })
public final class ResetCommand extends HoldfastCommand {

  static final String DISPATCHER = "dispatcher-stream";

  @Parameters(paramLabel = "APPLICATION", description = "dispatcher-stream.")
  private String application;

  @Option(names = "--dry-run", description = "Build it and say what it holds; nothing is written.")
  private boolean dryRun;

  @Override
  protected ExitCode run(Session session) {
    if (!application.equals(DISPATCHER)) {
      throw new Failure(
          ExitCode.USAGE,
          "%s: only dispatcher-stream can be reset; health-stream finds its state in its checkpoints."
              .formatted(application));
    }
    var instances = new Instances(session.cluster());
    instances.requireStopped();
    RebuiltPools rebuilt = RebuiltPools.of(session.cluster(), instances.positions());
    if (!dryRun) {
      try (var answer = session.waitFor("replacing the state")) {
        new Changelog(session.cluster()).replace(rebuilt);
      }
    }
    session.show(
        Map.of(
            "pools", rebuilt.pools(),
            "nodes", rebuilt.nodes(),
            "workloads", rebuilt.workloads(),
            "events", rebuilt.events(),
            "overruled", rebuilt.overruled(),
            "written", !dryRun),
        List.of(
            "%d pools with %d nodes and %d workloads, from %d records of pool-events"
                .formatted(rebuilt.pools(), rebuilt.nodes(), rebuilt.workloads(), rebuilt.events()),
            rebuilt.overruled() == 0
                ? "  this version decides all of it as it was decided"
                : "  at %d of them this version would decide otherwise: what is on record holds"
                    .formatted(rebuilt.overruled()),
            dryRun
                ? "  nothing was written (--dry-run)"
                : "  written: dispatcher-stream can be started"));
    return ExitCode.OK;
  }
}
