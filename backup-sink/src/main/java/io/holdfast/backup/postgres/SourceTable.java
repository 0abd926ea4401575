package io.holdfast.backup.postgres;

import io.holdfast.backup.domain.TableName;
import java.util.List;

/**
 * A table as the catalogue has it.
 *
 * @param name its name
 * @param oid its object id
 * @param numbers of each column its number, by which it is known when it is renamed
 * @param columns names of the columns that are stored and sent: neither dropped nor generated
 * @param types of each column the object id of its type, a colon, and the modifier
 * @param key names of the columns of the replica identity; empty where it is all columns or nothing
 * @param canChange whether rows can be updated and deleted while it is published: it has an
 *     identity
 */
public record SourceTable(
    TableName name,
    long oid,
    List<Integer> numbers,
    List<String> columns,
    List<String> types,
    List<String> key,
    boolean canChange) {

  public SourceTable {
    numbers = List.copyOf(numbers);
    columns = List.copyOf(columns);
    types = List.copyOf(types);
    key = List.copyOf(key);
  }

  /** The columns as SQL writes them, in order. */
  public String quotedColumns() {
    return String.join(", ", columns.stream().map(TableName::quote).toList());
  }
}
