/**
 * PostgreSQL as a source: connections whose text form is pinned, what the catalogue says, the slot,
 * the publication.
 */
package io.holdfast.backup.postgres;
