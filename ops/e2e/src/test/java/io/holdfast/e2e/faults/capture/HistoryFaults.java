package io.holdfast.e2e.faults.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.fold.UnfoldableChange;
import io.holdfast.backup.postgres.Database;
import io.holdfast.e2e.faults.Rounds;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.EmbeddedPostgres;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.Sandbox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Restores at random transaction boundaries of a recorded history are compared with a second
 * PostgreSQL that executes the same history up to there, and so is one database that is taken on in
 * place from boundary to boundary; in every second round some DDL writes all rows of a table anew.
 * {@code -Dfaults.transactions} and {@code -Dfaults.boundaries} make it shorter.
 */
class HistoryFaults {

  private static final int TRANSACTIONS = Integer.getInteger("faults.transactions", 10_000);
  private static final int BOUNDARIES = Integer.getInteger("faults.boundaries", 200);

  /** A transaction that committed, and its id. */
  private record Committed(History.Transaction transaction, long xid) {}

  @TempDir Path directory;

  @Test
  void aRestoreAtAnyBoundaryIsWhatASecondServerHasThere() {
    Rounds.orUsual(2).play("history of " + TRANSACTIONS + " transactions", this::play);
  }

  private void play(long seed) throws Exception {
    Path here = directory.resolve("round-" + seed);
    try (Sandbox sandbox = Sandbox.start(Part.BROKER, Part.REGISTRY, Part.POSTGRES);
        EmbeddedPostgres second =
            new EmbeddedPostgres(here.resolve("oracle"), Map.of("fsync", "off"));
        BackedDatabase backed =
            new BackedDatabase(sandbox, BackedDatabase.superuser(sandbox), here, History.SCHEMA)) {
      second.start();
      second.createDatabase("orders");
      ChildProcess process = backed.start();
      backed.awaitBase();
      List<Committed> committed =
          execute(
              new History(seed, seed % 2 == 0).transactions(TRANSACTIONS),
              backed.source(),
              new Random(seed));
      backed.run("SELECT pg_logical_emit_message(false, 'holdfast.point', 'end')");
      backed.awaitPoint("end");
      process.terminate(Duration.ofSeconds(30));
      int refused = compare(backed, oracle(second), committed, new Random(seed));
      assertThat(refused).isLessThan(seed % 2 == 0 ? BOUNDARIES / 4 : 1);
    }
  }

  private static Database oracle(EmbeddedPostgres server) throws SQLException {
    Database oracle = new Database(server.jdbcUrl("orders"), server.user(), server.password());
    try (Connection connection = BackedDatabase.open(oracle);
        Statement statement = connection.createStatement()) {
      statement.execute(History.SCHEMA);
    }
    return oracle;
  }

  /** Executes a history with interleaved sessions; gives what committed, in that order. */
  private static List<Committed> execute(
      List<History.Transaction> history, Database source, Random random) throws SQLException {
    List<Committed> committed = new ArrayList<>();
    Map<Integer, Connection> sessions = new HashMap<>();
    Map<Integer, Deque<String>> open = new HashMap<>();
    Map<Integer, History.Transaction> current = new HashMap<>();
    try {
      for (int session = 0; session < History.SESSIONS; session++) {
        Connection connection = BackedDatabase.open(source);
        connection.setAutoCommit(false);
        sessions.put(session, connection);
      }
      for (History.Transaction next : history) {
        for (Integer session : List.copyOf(current.keySet())) {
          if (next.alone() || session == next.session() || random.nextBoolean()) {
            end(session, sessions, open, current, committed);
          }
        }
        current.put(next.session(), next);
        open.put(next.session(), new ArrayDeque<>(next.statements()));
        step(next.session(), sessions, open, random.nextInt(next.statements().size() + 1));
        if (next.alone()) {
          end(next.session(), sessions, open, current, committed);
        }
      }
      for (Integer session : List.copyOf(current.keySet())) {
        end(session, sessions, open, current, committed);
      }
      return committed;
    } finally {
      for (Connection connection : sessions.values()) {
        connection.close();
      }
    }
  }

  private static void step(
      int session, Map<Integer, Connection> sessions, Map<Integer, Deque<String>> open, int count)
      throws SQLException {
    try (Statement statement = sessions.get(session).createStatement()) {
      for (int i = 0; i < count && !open.get(session).isEmpty(); i++) {
        statement.execute(open.get(session).remove());
      }
    }
  }

  private static void end(
      int session,
      Map<Integer, Connection> sessions,
      Map<Integer, Deque<String>> open,
      Map<Integer, History.Transaction> current,
      List<Committed> committed)
      throws SQLException {
    step(session, sessions, open, Integer.MAX_VALUE);
    History.Transaction transaction = current.remove(session);
    Connection connection = sessions.get(session);
    if (!transaction.committed()) {
      connection.rollback();
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text::bigint")) {
      row.next();
      long xid = row.getLong(1) & 0xffff_ffffL;
      connection.commit();
      committed.add(new Committed(transaction, xid));
    }
  }

  /** Gives how many boundaries were refused because rows were written anew before them. */
  private static int compare(
      BackedDatabase backed, Database oracle, List<Committed> committed, Random random)
      throws Exception {
    TreeSet<Integer> boundaries = new TreeSet<>();
    while (boundaries.size() < Math.min(BOUNDARIES, committed.size())) {
      boundaries.add(random.nextInt(committed.size()));
    }
    int done = 0;
    int refused = 0;
    Database onward = null;
    try (Connection connection = BackedDatabase.open(oracle)) {
      connection.setAutoCommit(false);
      for (int boundary : boundaries) {
        for (; done <= boundary; done++) {
          repeat(connection, committed.get(done).transaction());
        }
        try {
          RestoreTarget target = new RestoreTarget.ThroughXid(committed.get(boundary).xid());
          int number = committed.get(boundary).transaction().number();
          Database restored = backed.restore(target);
          assertThat(DatabaseContent.of(restored))
              .as("after transaction %d", number)
              .isEqualTo(DatabaseContent.of(oracle));
          if (onward == null) {
            onward = restored;
          } else {
            backed.drop(restored);
            backed.delta(target, onward);
            assertThat(DatabaseContent.of(onward))
                .as("taken on to transaction %d", number)
                .isEqualTo(DatabaseContent.of(oracle));
          }
        } catch (UnfoldableChange rowsAreNotKnownThere) {
          refused++;
        }
      }
    }
    System.out.printf(
        "%d transactions committed, %d boundaries compared, %d refused because of a rewrite%n",
        committed.size(), boundaries.size() - refused, refused);
    return refused;
  }

  private static void repeat(Connection connection, History.Transaction transaction)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : transaction.statements()) {
        statement.execute(sql);
      }
    }
    connection.commit();
  }
}
