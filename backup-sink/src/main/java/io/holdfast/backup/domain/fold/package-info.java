/**
 * The fold: a base and the changes after it become the rows at a point.
 *
 * <p>Pure. Where its rows lie, in memory or on disk, is handed in as a {@link
 * io.holdfast.backup.domain.fold.RowStore}.
 */
package io.holdfast.backup.domain.fold;
