package io.holdfast.backup.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.runtime.config.Configuration;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import io.holdfast.sandbox.SandboxPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a base would be refused for, or fail on for ever, is found. */
class SourceCheckupIT {

  @TempDir Path directory;
  private Clock clock = Clock.systemUTC();

  @Test
  void whatARoleMayNotAndAServerHasNotIsSaid() throws Exception {
    SandboxPlan plan =
        SandboxPlan.of(Part.POSTGRES).withPostgresSetting("max_replication_slots", "1");
    try (Sandbox sandbox = Sandbox.start(plan);
        Connection superuser = sandbox.postgres().connect("postgres");
        Statement statement = superuser.createStatement()) {
      // Given
      statement.execute(
          "CREATE TABLE hidden (id int PRIMARY KEY); CREATE TABLE filtered (id int PRIMARY KEY); CREATE SEQUENCE unread;"
              + " ALTER TABLE filtered ENABLE ROW LEVEL SECURITY; CREATE ROLE clerk LOGIN; GRANT SELECT ON filtered TO clerk");

      // When, Then
      assertThat(problems(sandbox))
          .containsExactly(
              "role clerk may not read public.hidden: GRANT SELECT on them and USAGE on their schemas, or GRANT pg_read_all_data",
              "role clerk may not replicate: ALTER ROLE … REPLICATION, or on Amazon RDS GRANT rds_replication");
      assertThat(sentences(sandbox, Checked.State.WARNING))
          .contains("not covered by the backup: position of sequence public.unread");

      statement.execute("GRANT SELECT ON hidden TO clerk; ALTER ROLE clerk REPLICATION");
      statement.execute("SELECT pg_create_physical_replication_slot('other')");
      assertThat(problems(sandbox))
          .containsExactly(
              "row security hides rows of public.filtered from role clerk: ALTER ROLE … BYPASSRLS, or back up as the owner",
              "all replication slots are taken: drop one, or set max_replication_slots higher in postgresql.conf and restart it");

      statement.execute("ALTER ROLE clerk BYPASSRLS; SELECT pg_drop_replication_slot('other')");
      assertThat(problems(sandbox)).isEmpty();

      statement.execute("CREATE DATABASE before_the_switch");
      try (Connection before = sandbox.postgres().connect("before_the_switch");
          Statement slot = before.createStatement()) {
        slot.execute("SELECT pg_create_logical_replication_slot('holdfast_orders', 'pgoutput')");
      }
      assertThat(problems(sandbox))
          .contains(
              "replication slot holdfast_orders belongs to database before_the_switch: once nothing reads it any more, SELECT pg_drop_replication_slot('holdfast_orders')");
    }
  }

  @Test
  void aSlotThatNobodyReadsAndAClockThatIsWrongAreFound() throws Exception {
    try (Sandbox sandbox = Sandbox.start(SandboxPlan.of(Part.POSTGRES));
        Connection superuser = sandbox.postgres().connect("postgres");
        Statement statement = superuser.createStatement()) {
      statement.execute("CREATE ROLE clerk LOGIN SUPERUSER");
      statement.execute("SELECT pg_create_logical_replication_slot('holdfast_orders', 'pgoutput')");
      clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-2));

      assertThat(problems(sandbox))
          .anySatisfy(found -> assertThat(found).startsWith("nobody reads slot holdfast_orders"));
      assertThat(sentences(sandbox, Checked.State.WARNING))
          .anySatisfy(found -> assertThat(found).contains("s ahead of this machine's"));
    }
  }

  private List<String> problems(Sandbox sandbox) throws Exception {
    return sentences(sandbox, Checked.State.PROBLEM);
  }

  private List<String> sentences(Sandbox sandbox, Checked.State state) throws Exception {
    Path schema = Files.writeString(directory.resolve("schema.sql"), "SELECT");
    BackupConfig config =
        Configuration.of(BackupConfig.class)
            .set(
                List.of(
                    "database=orders",
                    "kafka.bootstrap-servers=localhost:1",
                    "registry.url=mock://backup",
                    "stores.a=file:" + directory,
                    "source.url=" + sandbox.postgres().jdbcUrl("postgres"),
                    "source.user=clerk",
                    "source.schema.source=file",
                    "source.schema.file=" + schema))
            .load()
            .value();
    return new SourceCheckup(config, clock)
        .run().stream().filter(found -> found.state() == state).map(Checked::sentence).toList();
  }
}
