package io.holdfast.bench.backup;

import io.holdfast.backup.postgres.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** Four tables of wide rows, and what PostgreSQL's own COPY does with them in two sessions. */
final class WideTables {

  static final List<String> NAMES = List.of("wide0", "wide1", "wide2", "wide3");
  private static final int SESSIONS = 2;

  private WideTables() {}

  /** Without keys and indexes, as pg_dump has it before the data. */
  static String preData() {
    StringBuilder sql = new StringBuilder();
    for (String name : NAMES) {
      sql.append("CREATE TABLE public.").append(name);
      sql.append(
          " (id bigint NOT NULL, customer int NOT NULL, amount numeric(12, 2), at timestamptz, note text, pad text);\n");
    }
    return sql.toString();
  }

  static String postData() {
    StringBuilder sql = new StringBuilder();
    for (String name : NAMES) {
      sql.append("ALTER TABLE public.%s ADD PRIMARY KEY (id);\n".formatted(name));
      sql.append("CREATE INDEX ON public.%s (customer);\n".formatted(name));
    }
    return sql.toString();
  }

  /** Makes the tables, with nothing left that PostgreSQL would have to tidy up later. */
  static void make(BackupWorld world, int rowsEach) throws SQLException {
    world.execute(preData());
    world.execute(fill(rowsEach));
    world.execute(postData());
    world.execute("VACUUM ANALYZE");
    world.execute("CHECKPOINT");
  }

  /** Rows of about 377 bytes of text. */
  private static String fill(int rowsEach) {
    StringBuilder sql = new StringBuilder();
    for (String name : NAMES) {
      sql.append(
          """
          INSERT INTO %s SELECT i, i %% 5000, (i::bigint * 7919 %% 1000000) / 100.0, timestamptz '2026-01-01' + i * interval '1 second',
            md5(i::text) || md5((i + 1)::text), repeat(md5((i * 3)::text), 7) FROM generate_series(1, %d) i;
          """
              .formatted(name, rowsEach));
    }
    return sql.toString();
  }

  /** What is done with a table in a session. */
  private interface Work {
    void on(String table, Connection connection, CopyManager copy) throws SQLException, IOException;
  }

  /** Seconds that all tables take to be copied out and thrown away. */
  static double copyOut(BackupWorld world) throws Exception {
    return each(
        world.database(BackupWorld.NAME),
        (table, connection, copy) ->
            copy.copyOut("COPY " + table + " TO STDOUT", OutputStream.nullOutputStream()));
  }

  /** Writes all rows as they are now to files. */
  static void export(BackupWorld world) throws Exception {
    each(
        world.database(BackupWorld.NAME),
        (table, connection, copy) -> {
          try (OutputStream out = Files.newOutputStream(file(world.directory(), table))) {
            copy.copyOut("COPY " + table + " TO STDOUT", out);
          }
        });
  }

  /** Seconds that it takes to load these into new tables, and then to build their indexes. */
  static double load(Path directory, Database database) throws Exception {
    execute(database, preData());
    double copying =
        each(
            database,
            (table, connection, copy) -> {
              try (InputStream in = Files.newInputStream(file(directory, table))) {
                copy.copyIn("COPY public." + table + " FROM STDIN", in);
              }
            });
    long began = System.nanoTime();
    execute(database, postData());
    return copying + (System.nanoTime() - began) / 1e9;
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Path file(Path directory, String table) {
    return directory.resolve(table + ".copy");
  }

  private static double each(Database database, Work work) throws Exception {
    ExecutorService sessions = Executors.newFixedThreadPool(SESSIONS);
    long began = System.nanoTime();
    try {
      List<Future<?>> all = new ArrayList<>();
      for (String table : NAMES) {
        all.add(
            sessions.submit(
                () -> {
                  try (Connection connection = database.connect()) {
                    connection.createStatement().execute("SET search_path = public");
                    work.on(table, connection, connection.unwrap(PGConnection.class).getCopyAPI());
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
      return (System.nanoTime() - began) / 1e9;
    } finally {
      sessions.shutdownNow();
    }
  }
}
