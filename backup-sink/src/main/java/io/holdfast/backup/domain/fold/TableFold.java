package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.RowChange;
import java.util.function.Consumer;

/**
 * What the log did to one table since its base. Rows are lines of COPY text without newline, as
 * UTF-8, in the order of the table's columns.
 *
 * <p>First all changes, by one thread; then the lines of the base, by any number of threads; then
 * the rest, once.
 */
public interface TableFold {

  /**
   * Applies one change, the next in log order. Values in parts were put together before.
   *
   * @throws UnfoldableChange when the change does not fit the rows
   */
  void apply(RowChange change);

  /** Empties the table. */
  void truncate();

  /** Whether the base counts for nothing any more. */
  boolean isBaseGone();

  /** Whether anything changed: if not, the base is the table. */
  boolean isUntouched();

  /**
   * Places of the key in a row of the base; empty where rows have none, or another than they had:
   * whoever wants to know which rows changed has to look at all.
   */
  int[] key();

  /** Hands out the keys, as COPY text, of the rows of the base that changed; where there is one. */
  void touched(Consumer<byte[]> keys);

  /** What a line of the base became; null when the row is gone. */
  byte[] merge(byte[] baseLine);

  /**
   * Hands out the rows that have no line in the base.
   *
   * @throws UnfoldableChange when changes were left that no line of the base took: the base is not
   *     the one the log continues
   */
  void rest(Consumer<byte[]> out);
}
