package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.ddl.DescribedTable;
import io.holdfast.backup.domain.ddl.DescribedTable.DescribedColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a row of a table becomes one of the table after a command that changed its columns: each
 * column is one that was there, known by its number, or has the value that PostgreSQL gives it in
 * older rows.
 */
final class RowMapping {

  private final int width;
  private final int[] sources;
  private final String[] missing;

  private RowMapping(int width, int[] sources, String[] missing) {
    this.width = width;
    this.sources = sources;
    this.missing = missing;
  }

  /** Rows stay as they are. */
  static RowMapping none(TableShape shape) {
    int width = shape.columns().size();
    int[] sources = new int[width];
    Arrays.setAll(sources, i -> i);
    return new RowMapping(width, sources, new String[width]);
  }

  /** From a table whose columns have numbers to what it became. */
  static RowMapping of(TableShape before, DescribedTable after) {
    int[] sources = new int[after.columns().size()];
    String[] missing = new String[sources.length];
    for (int i = 0; i < sources.length; i++) {
      DescribedColumn column = after.columns().get(i);
      sources[i] = before.numbers().indexOf(column.number());
      missing[i] = CopyText.row(Arrays.asList(column.missing()));
    }
    return new RowMapping(before.columns().size(), sources, missing);
  }

  boolean isNone() {
    if (sources.length != width) {
      return false;
    }
    for (int i = 0; i < width; i++) {
      if (sources[i] != i) {
        return false;
      }
    }
    return true;
  }

  /** The line that a line became. */
  byte[] apply(byte[] line) {
    List<String> before = width == 0 ? List.of() : CopyText.fields(CopyText.text(line));
    if (before.size() != width) {
      throw new UnfoldableChange(
          "a row has " + before.size() + " columns where its table had " + width);
    }
    List<String> after = new ArrayList<>(sources.length);
    for (int i = 0; i < sources.length; i++) {
      after.add(sources[i] < 0 ? missing[i] : before.get(sources[i]));
    }
    return CopyText.bytes(String.join("\t", after));
  }
}
