package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.backup.base.SchemaDump;
import io.holdfast.backup.config.SchemaConfig;
import io.holdfast.runtime.ExitCode;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.sandbox.DebianPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A base that pg_dump refuses leaves nothing behind. */
class PgDumpIT {

  private static final String LEFT =
      "SELECT slot_name FROM pg_replication_slots WHERE database = current_database() UNION ALL SELECT pubname FROM pg_publication";

  @RegisterExtension final BackedDatabase db = new BackedDatabase("", "a");

  @TempDir Path directory;

  @Test
  void aPgDumpThatCannotDumpTheServerIsFoundBeforeAnythingIsMade() throws Exception {
    assumeTrue(isRefused(17), "pg_dump of PostgreSQL 17 or later is installed");
    try (RunningBackup backup = db.start("source.schema.source=pg-dump")) {
      assertThat(backup.awaitEnd()).isEqualTo(ExitCode.FAILED);
    }

    assertThat(db.rows(LEFT)).isEmpty();
  }

  private static boolean isRefused(int server) throws Exception {
    try {
      SchemaDump.require(
          new SchemaConfig(SchemaConfig.Origin.PG_DUMP, Optional.empty(), Optional.empty()),
          server);
      return false;
    } catch (StartRefusedException e) {
      return true;
    }
  }

  @Test
  void aPgDumpThatFailsLeavesNoSlot() throws Exception {
    assumeTrue(DebianPostgres.isInstalled(), "PostgreSQL 15 of Debian is not installed");
    try (DebianPostgres server = DebianPostgres.primary(directory.resolve("server"), Map.of());
        Connection superuser = server.connect("postgres");
        Statement statement = superuser.createStatement()) {
      // Given a table that a backup does not cover, and pg_dump wants to lock
      statement.execute(
          "CREATE ROLE operator LOGIN REPLICATION; CREATE UNLOGGED TABLE secret (id int PRIMARY KEY); CREATE PUBLICATION holdfast FOR ALL TABLES");

      // When
      try (RunningBackup backup =
          db.start(
              "source.schema.source=pg-dump",
              "source.url=" + server.jdbcUrl("postgres"),
              "source.user=operator")) {
        assertThat(backup.awaitEnd()).isEqualTo(ExitCode.FAILED);
      }

      // Then
      try (ResultSet slots = statement.executeQuery("SELECT FROM pg_replication_slots")) {
        assertThat(slots.next()).isFalse();
      }
    }
  }
}
