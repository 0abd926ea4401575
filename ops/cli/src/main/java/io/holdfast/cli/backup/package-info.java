/**
 * {@code holdfast backup}: what the stores hold, whether it is whole, and a database made from it.
 * Needs the stores only; uses backup-sink as a library.
 */
package io.holdfast.cli.backup;
