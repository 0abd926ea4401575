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
import java.util.Optional;

/** The publication: which tables the server sends. */
public final class Publication {

  private Publication() {}

  /**
   * Makes the publication of all tables unless it is there, and checks that it publishes
   * everything. Has to be there before the slot is.
   *
   * @return whether this made it
   * @throws StartRefusedException when it leaves something out, or may not be made
   */
  public static boolean ensure(Connection connection, String name) throws SQLException {
    Optional<Boolean> there = publishesAll(connection, name);
    if (there.isEmpty()) {
      create(connection, name);
      return true;
    }
    if (!there.get()) {
      throw new StartRefusedException(
          Reason.DATABASE,
          "publication %s leaves something out: drop it, or name another under source.publication"
              .formatted(name));
    }
    return false;
  }

  /** Drops it unless there is none. */
  public static void drop(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP PUBLICATION IF EXISTS " + TableName.quote(name));
    }
  }

  /**
   * What changes cannot be trusted any more for, as a sentence; empty where the publication is
   * there and publishes everything. PostgreSQL 18 passes over one that was dropped.
   */
  public static Optional<String> gap(Connection connection, String name) throws SQLException {
    Optional<Boolean> there = publishesAll(connection, name);
    if (there.isEmpty()) {
      return Optional.of("publication " + name + " is gone: changes may be missing from the log");
    }
    return there.get()
        ? Optional.empty()
        : Optional.of(
            "publication " + name + " leaves something out: changes may be missing from the log");
  }

  /** Empty when there is no such publication. */
  private static Optional<Boolean> publishesAll(Connection connection, String name)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT puballtables AND pubinsert AND pubupdate AND pubdelete AND pubtruncate AND NOT pubviaroot"
                + " FROM pg_publication WHERE pubname = ?")) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getBoolean(1)) : Optional.empty();
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
