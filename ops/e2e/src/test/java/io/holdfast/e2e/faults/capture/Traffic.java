package io.holdfast.e2e.faults.capture;

import io.holdfast.backup.postgres.Database;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/**
 * Sessions that write at once: small and large transactions that interleave, savepoints, COPY,
 * TRUNCATE of several tables, logical messages, key changes, values and keys out of line, sequences
 * of columns, inheritance. They go on when the server comes back.
 */
final class Traffic implements AutoCloseable {

  static final String SCHEMA =
      """
      CREATE TABLE keyed (id bigint PRIMARY KEY, v text, pad text);
      ALTER TABLE keyed ALTER pad SET STORAGE EXTERNAL;
      CREATE TABLE bag (line text, n int);
      ALTER TABLE bag REPLICA IDENTITY FULL;
      CREATE TABLE emptied_a (id bigint PRIMARY KEY);
      CREATE TABLE emptied_b (id bigint PRIMARY KEY);
      CREATE SEQUENCE ids;
      CREATE TABLE numbered (id bigserial PRIMARY KEY, v text);
      CREATE TABLE long_keys (k text PRIMARY KEY, n int);
      ALTER TABLE long_keys ALTER k SET STORAGE EXTERNAL;
      CREATE TABLE plant (id bigint PRIMARY KEY, v text);
      CREATE TABLE tree (height int, PRIMARY KEY (id)) INHERITS (plant);
      """;

  private static final int SESSIONS = 3;
  private static final long PAUSE_NANOS = 3_000_000;

  /** Classes of SQLSTATE: connection, rollback by a deadlock, operator (shutdown). */
  private static final Set<String> GOES_ON_AFTER = Set.of("08", "40", "57");

  private final Database database;
  private final List<Thread> sessions = new ArrayList<>();
  private volatile boolean stopping;
  private volatile SQLException refused;

  Traffic(Database database, long seed) {
    this.database = database;
    for (int i = 0; i < SESSIONS; i++) {
      Random random = new Random(seed * SESSIONS + i);
      Thread session = new Thread(() -> write(random), "traffic-" + i);
      session.start();
      sessions.add(session);
    }
  }

  private void write(Random random) {
    while (!stopping) {
      try (Connection connection = BackedDatabase.open(database)) {
        connection.setAutoCommit(false);
        while (!stopping) {
          transaction(connection, random);
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      } catch (SQLException | IOException e) {
        if (e instanceof SQLException sql && !GOES_ON_AFTER.contains(classOf(sql))) {
          refused = sql;
          return;
        }
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private static String classOf(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState().substring(0, 2);
  }

  private static void transaction(Connection connection, Random random)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      int steps = 1 + random.nextInt(4);
      for (int i = 0; i < steps; i++) {
        step(connection, statement, random);
      }
    }
    if (random.nextInt(8) == 0) {
      connection.rollback();
    } else {
      connection.commit();
    }
  }

  private static void step(Connection connection, Statement statement, Random random)
      throws SQLException, IOException {
    switch (random.nextInt(18)) {
      case 0:
        statement.execute(
            "INSERT INTO keyed SELECT nextval('ids'), g, repeat(md5(g::text), 80) FROM generate_series(1, "
                + (1 + random.nextInt(100))
                + ") g");
        break;
      case 1:
        copy(connection, random);
        break;
      case 2:
        statement.execute(
            "SAVEPOINT s; INSERT INTO bag VALUES ('rolled back', 0); ROLLBACK TO s;"
                + " SAVEPOINT t; INSERT INTO bag VALUES ('kept', 1); RELEASE t");
        break;
      case 3:
        statement.execute("SELECT pg_logical_emit_message(true, 'some app', 'within')");
        break;
      case 4:
        statement.execute("SELECT pg_logical_emit_message(false, 'some app', 'between')");
        break;
      case 5:
        // the lock first: rows of the same session may wait in other transactions
        statement.execute(
            random.nextInt(3) == 0
                ? "TRUNCATE emptied_a, emptied_b"
                : "INSERT INTO emptied_a VALUES (nextval('ids'))");
        break;
      case 6:
        statement.execute(
            "UPDATE keyed SET id = -id WHERE id = (SELECT id FROM keyed WHERE id > 0 ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED)");
        break;
      case 7:
        statement.execute(
            "DELETE FROM keyed WHERE id IN (SELECT id FROM keyed ORDER BY random() LIMIT 20 FOR UPDATE SKIP LOCKED)");
        break;
      case 8:
        statement.execute(
            "DELETE FROM bag WHERE ctid IN (SELECT ctid FROM bag LIMIT 5 FOR UPDATE SKIP LOCKED)");
        break;
      case 9:
        statement.execute(
            "INSERT INTO numbered (v) SELECT 'n' FROM generate_series(1, "
                + (1 + random.nextInt(20))
                + ")");
        break;
      case 10:
        statement.execute(
            "INSERT INTO long_keys SELECT repeat('k', 2400) || nextval('ids'), g FROM generate_series(1, 3) g");
        break;
      case 11:
        // by ctid: a join of keys would fetch every one of them from out of line
        statement.execute(
            List.of(
                        "UPDATE long_keys SET n = n + 1",
                        "UPDATE long_keys SET k = k || '.'",
                        "DELETE FROM long_keys")
                    .get(random.nextInt(3))
                + " WHERE ctid = ANY (ARRAY(SELECT ctid FROM long_keys LIMIT 2 FOR UPDATE SKIP LOCKED))");
        break;
      case 12:
        statement.execute(
            "INSERT INTO plant VALUES (nextval('ids'), 'p'); INSERT INTO tree VALUES (nextval('ids'), 't', 1)");
        break;
      case 13:
        statement.execute(
            (random.nextBoolean() ? "DELETE FROM plant" : "UPDATE plant SET v = v || '.'")
                + " WHERE id IN (SELECT id FROM tree ORDER BY random() LIMIT 2 FOR UPDATE SKIP LOCKED)");
        break;
      default:
        statement.execute(
            "UPDATE keyed SET v = 'n' || "
                + random.nextInt(1000)
                + " WHERE id IN (SELECT id FROM keyed ORDER BY random() LIMIT 3 FOR UPDATE SKIP LOCKED)");
        statement.execute("INSERT INTO bag VALUES ('x', " + random.nextInt(5) + ")");
    }
  }

  private static void copy(Connection connection, Random random) throws SQLException, IOException {
    StringBuilder rows = new StringBuilder();
    int count = 1 + random.nextInt(200);
    for (int i = 0; i < count; i++) {
      rows.append("copied\t").append(random.nextInt(5)).append('\n');
    }
    connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY bag FROM STDIN", new StringReader(rows.toString()));
  }

  /** Lets the transactions at hand end; throws what the server refused. */
  @Override
  public void close() throws InterruptedException, SQLException {
    stopping = true;
    for (Thread session : sessions) {
      session.join();
    }
    if (refused != null) {
      throw refused;
    }
  }
}
