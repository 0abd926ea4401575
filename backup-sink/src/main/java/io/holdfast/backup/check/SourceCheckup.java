package io.holdfast.backup.check;

import io.holdfast.backup.base.SchemaDump;
import io.holdfast.backup.check.Checked.State;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.config.SchemaConfig;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.DdlTriggers;
import io.holdfast.backup.postgres.Publication;
import io.holdfast.backup.postgres.SlotState;
import io.holdfast.backup.postgres.SourceCheck;
import io.holdfast.runtime.StartRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The database, its slot, and what the schema comes from. */
final class SourceCheckup {

  /** A slot that holds back more than this is not being read fast enough. */
  private static final long MUCH_LOG = 1L << 30;

  private static final long MEBIBYTE = 1L << 20;

  /** Ages are told, and points in time chosen, by two clocks. */
  private static final Duration APART = Duration.ofSeconds(30);

  private final BackupConfig config;
  private final Clock clock;
  private final List<Checked> found = new ArrayList<>();

  SourceCheckup(BackupConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  List<Checked> run() {
    int version = 0;
    try (Connection connection = config.source().database().connect()) {
      version = connection.getMetaData().getDatabaseMajorVersion();
      attempt("database", () -> SourceCheck.server(connection, config.source()));
      clock(connection);
      attempt(
          "tables",
          () -> {
            SourceCheck.tables(Catalogue.tables(connection), config.source().noIdentity());
            SourceCheck.readable(connection);
          });
      for (String thing : Catalogue.notCovered(connection)) {
        found.add(new Checked("tables", State.WARNING, "not covered by the backup: " + thing));
      }
      Optional<SlotState> slot = SlotState.of(connection, config.slot());
      slot(connection, slot);
      if (DdlTriggers.firing(connection) < DdlTriggers.made(connection).orElse(0)) {
        found.add(
            new Checked(
                "triggers",
                State.PROBLEM,
                "event triggers of the backup were dropped or disabled: DDL may be missing from the log, and the chain ends"));
      }
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
              "no session at " + config.source().database().place() + ": " + e.getMessage()));
    }
    schema(version);
    return found;
  }

  private void clock(Connection connection) throws SQLException {
    long ahead =
        TimeUnit.MICROSECONDS.toSeconds(Catalogue.clockMicros(connection) - clock.millis() * 1000);
    if (Math.abs(ahead) > APART.toSeconds()) {
      found.add(
          new Checked(
              "clock",
              State.WARNING,
              "the database's clock is %d s %s of this machine's: ages told here are wrong by that, and restore --to goes by the database's"
                  .formatted(Math.abs(ahead), ahead > 0 ? "ahead" : "behind")));
    }
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

  private void slot(Connection connection, Optional<SlotState> slot) throws SQLException {
    if (slot.isEmpty()) {
      try {
        SourceCheck.ownSlot(connection, config.slot());
      } catch (StartRefusedException e) {
        found.add(new Checked("slot", State.PROBLEM, e.getMessage()));
        return;
      }
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
    } else if (slot.get().activePid() == 0) {
      found.add(
          new Checked(
              "slot",
              State.PROBLEM,
              "nobody reads slot %s, which holds back %d MiB of log: start backup-sink, or see why it does not stream"
                  .formatted(config.slot(), mebibytes)));
    } else {
      found.add(
          new Checked(
              "slot",
              slot.get().retainedBytes() > MUCH_LOG ? State.WARNING : State.FINE,
              "is being read, holds back %d MiB of log".formatted(mebibytes)));
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
