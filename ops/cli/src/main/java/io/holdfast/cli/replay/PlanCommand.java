package io.holdfast.cli.replay;

import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.dispatcher.domain.Decide;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Nothing but a rehearsal: the dispatcher itself makes a plan when the degree asks for it. */
@Command(
    name = "plan",
    description = "Shows what would be done in a pool now, and why, were it to act.")
public final class PlanCommand extends HoldfastCommand {

  @Parameters(paramLabel = "POOL", description = "The pool.")
  private String pool;

  @Option(
      names = "--dry-run",
      description = "Only show it; the dispatcher alone carries out plans, so this is always so.")
  private boolean dryRun;

  @Override
  protected ExitCode run(Session session) {
    PoolLog log = PoolLog.newest(session.cluster());
    Rehearsed.show(session, log.rehearse(pool, Decide::plan));
    return ExitCode.OK;
  }
}
