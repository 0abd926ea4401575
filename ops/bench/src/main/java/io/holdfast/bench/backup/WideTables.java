package io.holdfast.bench.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
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
        world,
        "orders",
        (table, connection, copy) ->
            copy.copyOut("COPY " + table + " TO STDOUT", OutputStream.nullOutputStream()));
  }

  /** Writes all rows as they are now to files. */
  static void export(BackupWorld world) throws Exception {
    each(
        world,
        "orders",
        (table, connection, copy) -> {
          try (OutputStream out = Files.newOutputStream(file(world, table))) {
            copy.copyOut("COPY " + table + " TO STDOUT", out);
          }
        });
  }

  /** Seconds that it takes to load these into tables without indexes. */
  static double copyIn(BackupWorld world, String database) throws Exception {
    return each(
        world,
        database,
        (table, connection, copy) -> {
          try (InputStream in = Files.newInputStream(file(world, table))) {
            copy.copyIn("COPY public." + table + " FROM STDIN", in);
          }
        });
  }

  private static Path file(BackupWorld world, String table) {
    return world.directory().resolve(table + ".copy");
  }

  private static double each(BackupWorld world, String database, Work work) throws Exception {
    ExecutorService sessions = Executors.newFixedThreadPool(SESSIONS);
    long began = System.nanoTime();
    try {
      List<Future<?>> all = new ArrayList<>();
      for (String table : NAMES) {
        all.add(
            sessions.submit(
                () -> {
                  try (Connection connection = world.database(database).connect()) {
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
