package io.holdfast.backup.domain.ddl;

import io.holdfast.backup.domain.TableName;
import java.util.List;

/**
 * A table after a command.
 *
 * @param oid its object id
 * @param name its name
 * @param covered whether its rows are in the log: neither unlogged nor temporary
 * @param columns its columns that are stored and sent, in order
 */
public record DescribedTable(
    long oid, TableName name, boolean covered, List<DescribedColumn> columns) {

  public DescribedTable {
    columns = List.copyOf(columns);
  }

  /**
   * A column.
   *
   * @param number by which it is known however it is called ({@code pg_attribute.attnum})
   * @param name its name
   * @param type object id of its type, a colon, and the modifier
   * @param missing its value in rows that were there before the column was ({@code attmissingval});
   *     null where that is null
   */
  public record DescribedColumn(int number, String name, String type, String missing) {}
}
