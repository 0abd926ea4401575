/** Tests of the backup commands that need no servers. */
package io.holdfast.cli.backup;
