package io.holdfast.backup.capture;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.TableName;
import io.holdfast.records.Change;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Column;
import io.holdfast.records.Relation;
import io.holdfast.records.ReplicaIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys of the topic, for people who look for a row: the table, and where it has a key the row's, as
 * COPY text.
 */
final class ChangeKeys {

  private record Table(String name, int[] key) {}

  private static final int LONGEST = 256;

  private final Map<Long, Table> tables = new HashMap<>();

  /** The key of the next record; null for one that is of no table. */
  String of(Object record) {
    if (record instanceof Change change) {
      Table table = tables.get(change.getRelation());
      return rowKey(table, change.getAfter() == null ? change.getBefore() : change.getAfter());
    }
    if (record instanceof ChangePart part) {
      return tables.get(part.getRelation()).name();
    }
    if (record instanceof Relation relation) {
      Table table = tableOf(relation);
      tables.put(relation.getOid(), table);
      return table.name();
    }
    return null;
  }

  private static String rowKey(Table table, List<Object> row) {
    if (table.key().length == 0) {
      return table.name();
    }
    List<Object> values = new ArrayList<>(table.key().length);
    for (int column : table.key()) {
      values.add(row.get(column) instanceof String text ? text : null);
    }
    String key = table.name() + " " + CopyText.row(values);
    return key.length() <= LONGEST ? key : key.substring(0, LONGEST);
  }

  private static Table tableOf(Relation relation) {
    String name = new TableName(relation.getSchemaName(), relation.getTableName()).toString();
    List<Integer> key = new ArrayList<>();
    List<Column> columns = relation.getColumns();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).getKey() && relation.getIdentity() != ReplicaIdentity.FULL) {
        key.add(i);
      }
    }
    return new Table(name, key.stream().mapToInt(Integer::intValue).toArray());
  }
}
