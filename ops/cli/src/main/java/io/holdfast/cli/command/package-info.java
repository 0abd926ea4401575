/** {@code holdfast command}: the steps that decisions are carried out in, with their results. */
package io.holdfast.cli.command;
