package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.config.SchemaConfig;
import io.holdfast.backup.config.SourceConfig;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.DdlTriggers;
import io.holdfast.backup.postgres.SourceCheck;
import io.holdfast.runtime.ExitCode;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.runtime.config.DataSize;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is refused, and in which words. */
class RefusalIT {

  @RegisterExtension final BackedDatabase db = new BackedDatabase("", "a");

  @Test
  void aServerThatIsNotSetUpIsRefusedInOneSentence() throws Exception {
    SandboxPlan plan =
        SandboxPlan.of(Part.POSTGRES)
            .withPostgresSetting("wal_level", "replica")
            .withPostgresSetting("max_slot_wal_keep_size", "-1");
    try (Sandbox sandbox = Sandbox.start(plan);
        Connection connection = database(sandbox, "postgres").connect()) {
      assertThatThrownBy(() -> SourceCheck.server(connection, config(sandbox)))
          .isInstanceOf(StartRefusedException.class)
          .hasMessage(
              "PostgreSQL has wal_level=replica: set wal_level = logical in postgresql.conf and restart it");
    }
  }

  @Test
  void aServerWhoseSlotsMayFillItsDiskIsRefused() throws Exception {
    SandboxPlan plan =
        SandboxPlan.of(Part.POSTGRES).withPostgresSetting("max_slot_wal_keep_size", "-1");
    try (Sandbox sandbox = Sandbox.start(plan);
        Connection connection = database(sandbox, "postgres").connect()) {
      assertThatThrownBy(() -> SourceCheck.server(connection, config(sandbox)))
          .isInstanceOf(StartRefusedException.class)
          .hasMessage(
              "PostgreSQL lets a slot fill its disk: set max_slot_wal_keep_size, or source.unlimited-wal to allow");
    }
  }

  @Test
  void aTableWithoutIdentityIsRefusedByName() throws Exception {
    try (Connection connection = db.source().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE public.bare (v int); CREATE UNLOGGED TABLE public.fast (id int PRIMARY KEY)");

      assertThatThrownBy(
              () -> SourceCheck.tables(Catalogue.tables(connection), SourceConfig.Consent.REFUSE))
          .isInstanceOf(StartRefusedException.class)
          .hasMessageStartingWith("\"public\".\"bare\" has no primary key")
          .hasMessageContaining("REPLICA IDENTITY FULL");
      assertThat(Catalogue.notCovered(connection)).containsExactly("unlogged table public.fast");
    }
  }

  @Test
  void triggersThatDoNotFireAndMayNotBeMadeAgainAreRefused() throws Exception {
    String clerk = db.name() + "_clerk";
    db.run("CREATE ROLE " + clerk + " LOGIN");
    try (Connection superuser = db.source().connect();
        Connection connection = new Database(db.source().url(), clerk, "").connect()) {
      assertThat(DdlTriggers.install(superuser)).isTrue();
      DdlTriggers.requireFiring(connection);
      db.run("ALTER EVENT TRIGGER \"!holdfast_drop\" DISABLE");

      assertThat(DdlTriggers.install(connection)).isFalse();
      assertThatThrownBy(() -> DdlTriggers.requireFiring(connection))
          .isInstanceOf(StartRefusedException.class)
          .hasMessage(
              "event triggers of the backup were dropped or disabled, and role %s may not make them again: start the backup once as a superuser, or let one DROP SCHEMA holdfast CASCADE, to go on without"
                  .formatted(clerk));

      assertThat(DdlTriggers.install(superuser)).isTrue();
      DdlTriggers.requireFiring(connection);
    } finally {
      db.run("DROP ROLE " + clerk);
    }
  }

  @Test
  void aStartThatIsRefusedLeavesTheApplicationItsChanges() throws Exception {
    // Given
    db.define("CREATE TABLE bare (v int); INSERT INTO bare VALUES (1)");

    // When
    try (RunningBackup backup = db.start()) {
      assertThat(backup.awaitEnd()).isEqualTo(ExitCode.FAILED);
    }

    // Then
    db.run("UPDATE bare SET v = 2; DELETE FROM bare");
    assertThat(db.rows("SELECT pubname FROM pg_publication")).isEmpty();
  }

  @Test
  void aBaseThatTheRoleCannotTakeIsRefused() throws Exception {
    db.define("CREATE TABLE hidden (id int PRIMARY KEY)");
    db.run("CREATE ROLE clerk LOGIN REPLICATION; CREATE PUBLICATION holdfast FOR ALL TABLES");
    try (RunningBackup backup = db.start("source.user=clerk")) {
      assertThat(backup.awaitEnd()).isEqualTo(ExitCode.FAILED);
    } finally {
      db.run("DROP ROLE clerk");
    }
  }

  @Test
  void ofTwoBackupsOfOneDatabaseTheFirstStopsInWords() throws Exception {
    db.define("CREATE TABLE orders (id int PRIMARY KEY)");
    try (RunningBackup first = db.start()) {
      db.awaitBase();
      try (RunningBackup second = db.start()) {
        db.run("INSERT INTO orders VALUES (1)");

        assertThat(first.awaitEnd()).isEqualTo(ExitCode.FAILED);
        db.awaitTransactions(1);
        assertThat(second.hasEnded()).isFalse();
        db.awaitEnd();
      }
    }
    assertThat(db.backups().verify(Optional.empty()).findings()).isEmpty();
    db.restore(new RestoreTarget.End());
    assertThat(db.restored("SELECT id::text FROM orders")).containsExactly("1");
  }

  private static Database database(Sandbox sandbox, String name) {
    return new Database(
        sandbox.postgres().jdbcUrl(name), sandbox.postgres().user(), sandbox.postgres().password());
  }

  private static SourceConfig config(Sandbox sandbox) {
    return new SourceConfig(
        sandbox.postgres().jdbcUrl("postgres"),
        sandbox.postgres().user(),
        Optional.empty(),
        Optional.empty(),
        "holdfast",
        Duration.ofSeconds(10),
        SourceConfig.Consent.REFUSE,
        SourceConfig.Consent.REFUSE,
        DataSize.parse("64GiB"),
        new SchemaConfig(SchemaConfig.Origin.PG_DUMP, Optional.empty(), Optional.empty()));
  }
}
