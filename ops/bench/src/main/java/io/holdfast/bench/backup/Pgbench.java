package io.holdfast.bench.backup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * pgbench's tables and its transaction, "TPC-B (sort of)" without its SELECT, and a large table
 * with rows that change here and there; scale 10. The same for whoever backs it up.
 */
final class Pgbench {

  static final String SCHEMA =
      """
      CREATE TABLE public.branches (bid int PRIMARY KEY, bbalance int, filler char(88));
      CREATE TABLE public.tellers (tid int PRIMARY KEY, bid int, tbalance int, filler char(84));
      CREATE TABLE public.accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84));
      CREATE TABLE public.history (hid bigserial PRIMARY KEY, tid int, bid int, aid int, delta int, mtime timestamp);
      CREATE TABLE public.large (id int PRIMARY KEY, amount int, pad text);
      """;

  static final int ACCOUNTS = 1_000_000;
  static final int CHANGES_A_TRANSACTION = 4;

  private static final int CLIENTS = 4;

  private final Callable<Connection> server;
  private final int largeRows;

  /**
   * @param server a new session for each call
   * @param largeRows rows of the large table, about 100 bytes each
   */
  Pgbench(Callable<Connection> server, int largeRows) {
    this.server = server;
    this.largeRows = largeRows;
  }

  void fill() throws Exception {
    execute(SCHEMA);
    execute("INSERT INTO branches SELECT i, 0, '' FROM generate_series(1, 10) i");
    execute("INSERT INTO tellers SELECT i, i % 10, 0, '' FROM generate_series(1, 100) i");
    execute(
        "INSERT INTO accounts SELECT i, i %% 10, 0, '' FROM generate_series(1, %d) i"
            .formatted(ACCOUNTS));
    execute(
        "INSERT INTO large SELECT i, 0, md5(i::text) || md5((-i)::text) FROM generate_series(1, %d) i"
            .formatted(largeRows));
  }

  /** Changes rows of the large table here and there, each in a transaction of its own. */
  void scatter(int changes) throws Exception {
    PrimitiveIterator.OfInt ids = new Random(1).ints(1, largeRows + 1).iterator();
    try (Connection connection = server.call();
        PreparedStatement update =
            connection.prepareStatement("UPDATE large SET amount = amount + 1 WHERE id = ?")) {
      for (int i = 0; i < changes; i++) {
        update.setInt(1, ids.nextInt());
        update.executeUpdate();
      }
    }
  }

  void execute(String sql) throws Exception {
    try (Connection connection = server.call();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs the transactions in a few sessions; each changes {@link #CHANGES_A_TRANSACTION} rows. */
  void load(int transactions) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        Random random = new Random(client);
        all.add(
            clients.submit(
                () -> {
                  try (Connection connection = server.call()) {
                    client(connection, random, transactions / CLIENTS);
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private static void client(Connection connection, Random random, int transactions)
      throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement account =
            connection.prepareStatement(
                "UPDATE accounts SET abalance = abalance + ? WHERE aid = ?");
        PreparedStatement teller =
            connection.prepareStatement(
                "UPDATE tellers SET tbalance = tbalance + ? WHERE tid = ?");
        PreparedStatement branch =
            connection.prepareStatement(
                "UPDATE branches SET bbalance = bbalance + ? WHERE bid = ?");
        PreparedStatement history =
            connection.prepareStatement(
                "INSERT INTO history (tid, bid, aid, delta, mtime) VALUES (?, ?, ?, ?, now())")) {
      for (int i = 0; i < transactions; i++) {
        int delta = random.nextInt(10_000) - 5_000;
        int aid = 1 + random.nextInt(ACCOUNTS);
        int tid = 1 + random.nextInt(100);
        int bid = 1 + random.nextInt(10);
        update(account, delta, aid);
        update(teller, delta, tid);
        update(branch, delta, bid);
        history.setInt(1, tid);
        history.setInt(2, bid);
        history.setInt(3, aid);
        history.setInt(4, delta);
        history.executeUpdate();
        connection.commit();
      }
    }
  }

  private static void update(PreparedStatement statement, int delta, int id) throws SQLException {
    statement.setInt(1, delta);
    statement.setInt(2, id);
    statement.executeUpdate();
  }
}
