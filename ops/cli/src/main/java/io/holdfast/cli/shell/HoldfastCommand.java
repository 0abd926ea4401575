package io.holdfast.cli.shell;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that does something: it gets a {@link Session} and says how it ended. */
public abstract class HoldfastCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /**
   * Does it.
   *
   * @throws Failure with what to do about it
   */
  protected abstract ExitCode run(Session session) throws Exception;

  @Override
  public final Integer call() throws Exception {
    var root = (Root) spec.root().userObject();
    try (var session = new Session(root.options(), root.terminal())) {
      return run(session).code();
    } finally {
      root.terminal().out().flush();
    }
  }
}
