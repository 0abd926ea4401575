package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.TableName;
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
 * @param columns names of its columns, in the order of its rows
 * @param types of each column the object id of its type and the modifier, as in {@code 1043:36}
 * @param key names of the columns that identify a row; empty where rows have no key of their own
 */
public record TableShape(
    TableName name, long oid, List<String> columns, List<String> types, List<String> key) {

  public TableShape {
    columns = List.copyOf(columns);
    types = List.copyOf(types);
    key = List.copyOf(key);
  }

  /** The shape that a relation of the log describes. */
  public static TableShape of(Relation relation) {
    List<String> columns = new ArrayList<>();
    List<String> types = new ArrayList<>();
    List<String> key = new ArrayList<>();
    boolean keyed =
        relation.getIdentity() == ReplicaIdentity.DEFAULT
            || relation.getIdentity() == ReplicaIdentity.INDEX;
    for (Column column : relation.getColumns()) {
      columns.add(column.getName());
      types.add(column.getType() + ":" + column.getModifier());
      if (keyed && column.getKey()) {
        key.add(column.getName());
      }
    }
    return new TableShape(
        new TableName(relation.getSchemaName(), relation.getTableName()),
        relation.getOid(),
        columns,
        types,
        key);
  }

  int[] keyIndexes() {
    return key.stream().mapToInt(columns::indexOf).sorted().toArray();
  }
}
