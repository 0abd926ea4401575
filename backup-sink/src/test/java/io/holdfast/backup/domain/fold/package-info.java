/** Tests of the fold against a table that executes the same history. */
package io.holdfast.backup.domain.fold;
