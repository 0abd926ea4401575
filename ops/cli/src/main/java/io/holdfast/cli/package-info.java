/**
 * The command line {@code holdfast}. {@link io.holdfast.cli.Holdfast} lists the commands; each
 * group has a package of its own.
 *
 * <p>A command answers the next question: what is shown names the command that shows more. Commands
 * read topics and write topics, nothing else: what they do, any other client can do.
 */
package io.holdfast.cli;
