package io.holdfast.backup.domain;

/**
 * Name of a table, unquoted.
 *
 * @param schema its schema
 * @param table its name in the schema
 */
public record TableName(String schema, String table) implements Comparable<TableName> {

  /** A name as SQL writes it, in double quotes. */
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** The qualified name as SQL writes it. */
  public String quoted() {
    return quote(schema) + "." + quote(table);
  }

  @Override
  public int compareTo(TableName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : table.compareTo(other.table);
  }

  /** For people and keys of topics. */
  @Override
  public String toString() {
    return schema + "." + table;
  }
}
