package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.TableName;
import io.holdfast.backup.domain.ddl.DescribedTable;
import io.holdfast.backup.domain.ddl.DescribedTable.DescribedColumn;
import io.holdfast.records.Column;
import io.holdfast.records.Relation;
import io.holdfast.records.ReplicaIdentity;
import java.util.ArrayList;
import java.util.List;

/**
 * What a fold must know of a table.
 *
 * @param name its name
 * @param oid its object id in the source
 * @param numbers of each column the number by which it is known however it is called
 * @param columns names of its columns, in the order of its rows
 * @param types of each column the object id of its type and the modifier, as in {@code 1043:36}
 */
public record TableShape(
    TableName name, long oid, List<Integer> numbers, List<String> columns, List<String> types) {

  /** Object ids below are the system's own, and the same everywhere. */
  private static final long FIRST_OF_USERS = 16_384;

  public TableShape {
    numbers = List.copyOf(numbers);
    columns = List.copyOf(columns);
    types = List.copyOf(types);
  }

  /** Whether the type of a column was made by users, or by an extension. */
  public boolean isOfUsers(int column) {
    String type = types.get(column);
    return Long.parseLong(type.substring(0, type.indexOf(':'))) >= FIRST_OF_USERS;
  }

  /** The shape that a command left. */
  static TableShape of(DescribedTable table) {
    List<DescribedColumn> columns = table.columns();
    return new TableShape(
        table.name(),
        table.oid(),
        columns.stream().map(DescribedColumn::number).toList(),
        columns.stream().map(DescribedColumn::name).toList(),
        columns.stream().map(DescribedColumn::type).toList());
  }

  /** The shape that a relation of the log describes; it has no numbers. */
  static TableShape of(Relation relation) {
    List<String> columns = new ArrayList<>();
    List<String> types = new ArrayList<>();
    for (Column column : relation.getColumns()) {
      columns.add(column.getName());
      types.add(column.getType() + ":" + column.getModifier());
    }
    return new TableShape(nameOf(relation), relation.getOid(), List.of(), columns, types);
  }

  static TableName nameOf(Relation relation) {
    return new TableName(relation.getSchemaName(), relation.getTableName());
  }

  /** Where in a row its key is; empty where rows have no key of their own. */
  static int[] keyOf(Relation relation) {
    boolean keyed =
        relation.getIdentity() == ReplicaIdentity.DEFAULT
            || relation.getIdentity() == ReplicaIdentity.INDEX;
    List<Integer> key = new ArrayList<>();
    for (int i = 0; keyed && i < relation.getColumns().size(); i++) {
      if (relation.getColumns().get(i).getKey()) {
        key.add(i);
      }
    }
    return key.stream().mapToInt(Integer::intValue).toArray();
  }
}
