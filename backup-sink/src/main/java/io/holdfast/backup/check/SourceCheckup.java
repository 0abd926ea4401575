package io.holdfast.backup.check;

import io.holdfast.backup.base.SchemaDump;
import io.holdfast.backup.check.Checked.State;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.config.SchemaConfig;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Publication;
import io.holdfast.backup.postgres.SlotState;
import io.holdfast.backup.postgres.SourceCheck;
import io.holdfast.runtime.StartRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The database, its slot, and what the schema comes from. */
final class SourceCheckup {

  /** A slot that holds back more than this is not being read fast enough. */
  private static final long MUCH_LOG = 1L << 30;

  private static final long MEBIBYTE = 1L << 20;

  private final BackupConfig config;
  private final List<Checked> found = new ArrayList<>();

  SourceCheckup(BackupConfig config) {
    this.config = config;
  }

  List<Checked> run() {
    int version = 0;
    try (Connection connection = config.source().database().connect()) {
      version = connection.getMetaData().getDatabaseMajorVersion();
      attempt("database", () -> SourceCheck.server(connection, config.source()));
      attempt(
          "tables",
          () -> {
            SourceCheck.tables(Catalogue.tables(connection));
            SourceCheck.readable(connection);
          });
      for (String thing : Catalogue.notCovered(connection)) {
        found.add(new Checked("tables", State.WARNING, "not covered by the backup: " + thing));
      }
      Optional<SlotState> slot = SlotState.of(connection, config.slot());
      slot(slot);
      attempt("replication", () -> replication(connection, slot));
      if (slot.isPresent()) {
        Publication.gap(connection, config.source().publication())
            .ifPresent(gap -> found.add(new Checked("publication", State.PROBLEM, gap)));
      }
    } catch (SQLException e) {
      found.add(
          new Checked(
              "database",
              State.PROBLEM,
              "no session at " + config.source().url() + ": " + e.getMessage()));
    }
    schema(version);
    return found;
  }

  /** What is refused at start is refused here. */
  private interface Attempt {
    void make() throws SQLException;
  }

  private void attempt(String thing, Attempt attempt) throws SQLException {
    try {
      attempt.make();
      found.add(new Checked(thing, State.FINE, "as capture needs it"));
    } catch (StartRefusedException e) {
      found.add(new Checked(thing, State.PROBLEM, e.getMessage()));
    }
  }

  private static void replication(Connection connection, Optional<SlotState> slot)
      throws SQLException {
    SourceCheck.mayReplicate(connection);
    if (slot.isEmpty()) {
      SourceCheck.freeSlot(connection);
    }
    if (slot.isEmpty() || slot.get().activePid() == 0) {
      SourceCheck.freeSender(connection);
    }
  }

  private void slot(Optional<SlotState> slot) {
    if (slot.isEmpty()) {
      found.add(
          new Checked(
              "slot",
              State.WARNING,
              "there is no slot %s: the next start takes a base".formatted(config.slot())));
      return;
    }
    long mebibytes = slot.get().retainedBytes() / MEBIBYTE;
    if (slot.get().lost()) {
      found.add(
          new Checked(
              "slot",
              State.PROBLEM,
              "the server removed log that slot %s needs: the chain ends, the next start takes a base"
                  .formatted(config.slot())));
    } else if (slot.get().retainedBytes() > MUCH_LOG) {
      found.add(
          new Checked(
              "slot",
              State.WARNING,
              "slot %s holds back %d MiB of log: is the backup running?"
                  .formatted(config.slot(), mebibytes)));
    } else {
      found.add(
          new Checked(
              "slot",
              slot.get().activePid() == 0 ? State.WARNING : State.FINE,
              "%s, holds back %d MiB of log"
                  .formatted(
                      slot.get().activePid() == 0 ? "nobody reads it now" : "is being read",
                      mebibytes)));
    }
  }

  private void schema(int version) {
    SchemaConfig schema = config.source().schema();
    boolean byFile = schema.source() == SchemaConfig.Origin.FILE;
    try {
      SchemaDump.require(schema, version);
      found.add(
          new Checked(
              "schema",
              State.FINE,
              (byFile ? "file " + schema.file().orElseThrow() : "pg_dump") + " is there"));
    } catch (StartRefusedException e) {
      found.add(new Checked("schema", State.PROBLEM, e.getMessage()));
    }
  }
}
