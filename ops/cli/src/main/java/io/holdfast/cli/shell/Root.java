package io.holdfast.cli.shell;

/** What the top of the command tree hands down. */
public interface Root {

  GlobalOptions options();

  Terminal terminal();
}
