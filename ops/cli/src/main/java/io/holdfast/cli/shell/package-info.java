/**
 * What every command stands in: the options that all share, the terminal, the exit codes, and what
 * is said when something fails.
 *
 * <p>May depend on {@code output} and {@code cluster}; on no command.
 */
package io.holdfast.cli.shell;
