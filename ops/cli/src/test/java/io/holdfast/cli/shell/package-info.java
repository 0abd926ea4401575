/** Tests of what every command stands in. */
package io.holdfast.cli.shell;
