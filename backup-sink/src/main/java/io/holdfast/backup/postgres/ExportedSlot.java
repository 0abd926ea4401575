package io.holdfast.backup.postgres;

import io.holdfast.backup.domain.Lsn;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A new slot and the snapshot that goes with it: what the snapshot sees was committed before the
 * slot's position, what it does not see the slot will send. The snapshot can be taken over while
 * this is open.
 */
public final class ExportedSlot implements AutoCloseable {

  private static final int PATIENCE_SECONDS = 60;
  private static final int READER_LEAVES_SECONDS = 10;

  private final String name;
  private final Connection replication;
  private final Lsn position;
  private final String snapshot;
  private final SystemIdentity identity;

  private ExportedSlot(
      String name, Connection replication, Lsn position, String snapshot, SystemIdentity identity) {
    this.name = name;
    this.replication = replication;
    this.position = position;
    this.snapshot = snapshot;
    this.identity = identity;
  }

  /**
   * Drops a slot of this name that nobody uses, and makes it anew. Waits for the transactions that
   * write now.
   *
   * @throws SQLException also when these do not end for a minute
   */
  public static ExportedSlot create(Database database, String slot) throws SQLException {
    awaitReader(database, slot);
    drop(database, slot);
    Connection replication = database.connectForReplication();
    try (Statement statement = replication.createStatement()) {
      SystemIdentity identity = SystemIdentity.of(replication);
      statement.setQueryTimeout(PATIENCE_SECONDS);
      try (ResultSet row =
          statement.executeQuery(
              "CREATE_REPLICATION_SLOT " + slot + " LOGICAL pgoutput EXPORT_SNAPSHOT")) {
        row.next();
        return new ExportedSlot(
            slot,
            replication,
            Lsn.parse(row.getString("consistent_point")),
            row.getString("snapshot_name"),
            identity);
      }
    } catch (SQLException e) {
      replication.close();
      throw e;
    }
  }

  /** The server notices after a moment that a reader is gone. */
  private static void awaitReader(Database database, String slot) throws SQLException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(READER_LEAVES_SECONDS);
    try (Connection connection = database.connect()) {
      while (SlotState.of(connection, slot).filter(state -> state.activePid() != 0).isPresent()
          && System.nanoTime() - until < 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  /** Drops a slot, also one that is read now: its reader is disconnected. */
  public static void dropForcibly(Database database, String slot) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement end =
            connection.prepareStatement(
                "SELECT pg_terminate_backend(active_pid, 10000) FROM pg_replication_slots WHERE slot_name = ? AND active_pid IS NOT NULL")) {
      end.setString(1, slot);
      end.execute();
    }
    drop(database, slot);
  }

  /** Drops a slot unless there is none. */
  public static void drop(Database database, String slot) throws SQLException {
    try (Connection connection = database.connect()) {
      Optional<SlotState> old = SlotState.of(connection, slot);
      if (old.isEmpty()) {
        return;
      }
      if (old.get().activePid() != 0) {
        throw new StartRefusedException(
            Reason.DATABASE,
            "replication slot %s is in use by the server process %d: stop the backup that reads it first"
                .formatted(slot, old.get().activePid()));
      }
      try (PreparedStatement statement =
          connection.prepareStatement("SELECT pg_drop_replication_slot(?)")) {
        statement.setString(1, slot);
        statement.execute();
      }
    }
  }

  /**
   * Drops it where it is still as it was made: neither read, nor made anew by somebody else. The
   * snapshot is gone then.
   */
  public void dropUnread(Database database) throws SQLException {
    close();
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                    + " WHERE slot_name = ? AND active_pid IS NULL AND confirmed_flush_lsn = ?::pg_lsn")) {
      statement.setString(1, name);
      statement.setString(2, position.toString());
      statement.execute();
    }
  }

  public Lsn position() {
    return position;
  }

  public SystemIdentity identity() {
    return identity;
  }

  public String snapshot() {
    return snapshot;
  }

  /** A session whose transaction sees exactly the snapshot. */
  public Connection connect(Database database) throws SQLException {
    return database.connectAt(snapshot);
  }

  @Override
  public void close() throws SQLException {
    replication.close();
  }
}
