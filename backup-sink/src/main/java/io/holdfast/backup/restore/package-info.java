/** Restore: a chain in a store becomes a database, at any boundary between transactions. */
package io.holdfast.backup.restore;
