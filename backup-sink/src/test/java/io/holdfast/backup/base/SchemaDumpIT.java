package io.holdfast.backup.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.backup.config.SchemaConfig;
import io.holdfast.backup.postgres.Database;
import io.holdfast.sandbox.DebianPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** pg_dump itself, of Debian's PostgreSQL 15, where that is installed. */
class SchemaDumpIT {

  private static final SchemaConfig BY_PG_DUMP =
      new SchemaConfig(SchemaConfig.Origin.PG_DUMP, Optional.empty(), Optional.empty());

  @TempDir Path directory;

  @Test
  void namesOfADatabaseOfAnotherEncodingComeAsTheyAre() throws Exception {
    assumeTrue(DebianPostgres.isInstalled(), "PostgreSQL 15 of Debian is not installed");
    try (DebianPostgres server = DebianPostgres.primary(directory.resolve("server"), Map.of())) {
      execute(
          server,
          "postgres",
          "CREATE DATABASE western TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
      execute(
          server,
          "western",
          "CREATE TABLE größe (\"breite ß\" int); CREATE INDEX nach_größe ON größe (\"breite ß\")");
      // Given a URL that names two servers, of which one is there
      String url = server.jdbcUrl("western").replace("//", "//%s:1,".formatted(server.host()));
      Database database = new Database(url, server.user(), server.password());

      SchemaDump schema;
      try (Connection session = database.connect();
          Statement statement = session.createStatement()) {
        statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
        try (ResultSet snapshot = statement.executeQuery("SELECT pg_export_snapshot()")) {
          snapshot.next();
          schema = SchemaDump.take(BY_PG_DUMP, database, session, snapshot.getString(1));
        }
      }

      assertThat(new String(schema.preData(), StandardCharsets.UTF_8))
          .contains(
              "SET client_encoding = 'UTF8'", "CREATE TABLE public.\"größe\"", "\"breite ß\"");
      assertThat(new String(schema.postData(), StandardCharsets.UTF_8))
          .contains("CREATE INDEX \"nach_größe\"");
    }
  }

  private static void execute(DebianPostgres server, String database, String sql) throws Exception {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
