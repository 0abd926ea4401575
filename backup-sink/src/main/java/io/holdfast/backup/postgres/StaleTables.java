package io.holdfast.backup.postgres;

import io.holdfast.backup.domain.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * The tables that have to be copied again, as {@code holdfast.stale} lists them: their rows cannot
 * be followed from the log, or somebody asked.
 */
public final class StaleTables {

  private static final String LIST =
      "SELECT id, relation::bigint, why FROM holdfast.stale ORDER BY id";

  private final Set<Long> ids = new HashSet<>();
  private final Set<Long> relations = new HashSet<>();
  private final Set<String> reasons = new LinkedHashSet<>();

  private StaleTables() {}

  /** What the session sees. */
  public static StaleTables of(Connection connection) throws SQLException {
    StaleTables stale = new StaleTables();
    if (!isThere(connection)) {
      return stale;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LIST)) {
      while (row.next()) {
        stale.ids.add(row.getLong(1));
        stale.relations.add(row.getLong(2));
        stale.reasons.add(row.getString(3));
      }
    }
    return stale;
  }

  /**
   * Asks for a table, or {@link LargeObjects#OID}, to be copied again.
   *
   * @return false where there is nobody to ask: the triggers and their tables could not be made
   */
  public static boolean add(Connection connection, long oid, String why) throws SQLException {
    if (!isThere(connection)) {
      return false;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO holdfast.stale (relation, why) VALUES (?::oid, ?)")) {
      statement.setLong(1, oid);
      statement.setString(2, why);
      statement.execute();
      return true;
    }
  }

  private static boolean isThere(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT to_regclass('holdfast.stale') IS NOT NULL")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /**
   * Asks for a table to be copied again, or for the first time.
   *
   * @throws NoSuchElementException when the database has no such table
   */
  public static void add(Connection connection, TableName table, String why) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO holdfast.stale (relation, why) SELECT oid, ? FROM pg_class WHERE oid = to_regclass(?) AND relkind = 'r'")) {
      statement.setString(1, why);
      statement.setString(2, table.quoted());
      if (statement.executeUpdate() == 0) {
        throw new NoSuchElementException("there is no table " + table);
      }
    }
  }

  public boolean isEmpty() {
    return ids.isEmpty();
  }

  /** Object ids of the tables. */
  public Set<Long> relations() {
    return Set.copyOf(relations);
  }

  /** Why they are copied again. */
  public List<String> reasons() {
    return List.copyOf(reasons);
  }

  /** They were copied: strikes out what this list holds, and nothing that came later. */
  public void done(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM holdfast.stale WHERE id = ANY (?)")) {
      statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
      statement.execute();
    }
  }
}
