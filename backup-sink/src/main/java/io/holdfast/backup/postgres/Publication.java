package io.holdfast.backup.postgres;

import io.holdfast.backup.domain.TableName;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The publication: which tables the server sends. */
public final class Publication {

  private Publication() {}

  /**
   * Makes the publication of all tables unless it is there, and checks that it publishes
   * everything. Has to be there before the slot is.
   *
   * @throws StartRefusedException when it leaves something out, or may not be made
   */
  public static void ensure(Connection connection, String name) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT puballtables AND pubinsert AND pubupdate AND pubdelete AND pubtruncate AND NOT pubviaroot"
                + " FROM pg_publication WHERE pubname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          create(connection, name);
        } else if (!row.getBoolean(1)) {
          throw new StartRefusedException(
              Reason.DATABASE,
              "publication %s leaves something out: drop it, or name another under source.publication"
                  .formatted(name));
        }
      }
    }
  }

  private static void create(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE PUBLICATION " + TableName.quote(name) + " FOR ALL TABLES");
    } catch (SQLException e) {
      throw new StartRefusedException(
          Reason.DATABASE,
          "publication %s cannot be made (%s): let a superuser run CREATE PUBLICATION %s FOR ALL TABLES"
              .formatted(name, e.getMessage(), TableName.quote(name)),
          e);
    }
  }

  /** Takes ACCESS SHARE on tables, as pg_dump does, for as long as the transaction lasts. */
  public static void lock(Connection connection, List<SourceTable> tables) throws SQLException {
    if (tables.isEmpty()) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "LOCK TABLE ONLY "
              + String.join(", ONLY ", tables.stream().map(table -> table.name().quoted()).toList())
              + " IN ACCESS SHARE MODE");
    }
  }
}
