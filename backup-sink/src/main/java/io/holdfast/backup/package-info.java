/**
 * Backs up databases from their change log, restores them to any transaction, and proves it. Read
 * {@code Main} first.
 */
package io.holdfast.backup;
