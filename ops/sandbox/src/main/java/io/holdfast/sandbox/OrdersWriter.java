package io.holdfast.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes orders all the time, in a thread of its own, and keeps a journal of what it committed
 * ({@link OrdersJournal}).
 *
 * <p>When the database goes away it waits for it, asks what became of the transaction in flight,
 * and goes on.
 */
public final class OrdersWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OrdersWriter.class);
  private static final Duration RECONNECT = Duration.ofMillis(200);

  private final Postgres postgres;
  private final String database;
  private final Duration pause;
  private final Path journalFile;
  private final OrdersJournal journal;
  private final OrderTraffic traffic;
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final AtomicLong committed = new AtomicLong();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::writeUntilClosed, "orders-writer");
  private volatile boolean closed;
  private Connection connection;
  private long next = 1;

  /**
   * @param database that has the tables of {@link #schema}, empty
   * @param pause between two transactions
   * @param seed of the traffic
   */
  public OrdersWriter(Postgres postgres, String database, Path journal, Duration pause, long seed) {
    this.postgres = postgres;
    this.database = database;
    this.pause = pause;
    this.journalFile = journal;
    this.journal = new OrdersJournal(journal);
    this.traffic = new OrderTraffic(seed);
  }

  /** The DDL of the tables, as {@code schema.source: file} wants it. */
  public static String schema() {
    try (InputStream sql = OrdersWriter.class.getResourceAsStream("orders.sql")) {
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read orders.sql", e);
    }
  }

  /** Creates the database and its tables. */
  public static void createDatabase(Postgres postgres, String database) throws SQLException {
    postgres.createDatabase(database);
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(schema());
    }
  }

  public void start() {
    thread.start();
  }

  /** The number of the newest transaction that is known to be committed; 0 at first. */
  public long committed() {
    failIfFailed();
    return committed.get();
  }

  public Path journal() {
    return journalFile;
  }

  /**
   * The careless one: {@code TRUNCATE orders}, as a transaction between two of the traffic. Gives
   * the number of the newest that was committed before: a copy from just before ends with it.
   */
  public long truncateOrders() throws SQLException {
    oneAtATime.lock();
    try {
      long before = committed.get();
      commit(traffic::truncate);
      return before;
    } finally {
      oneAtATime.unlock();
    }
  }

  private interface Work {
    void in(OrderTransaction transaction) throws SQLException;
  }

  private void writeUntilClosed() {
    try {
      while (!closed) {
        oneAtATime.lock();
        try {
          commit(traffic::oneOrderMore);
        } catch (SQLException e) {
          reconnect();
        } finally {
          oneAtATime.unlock();
        }
        LockSupport.parkNanos(pause.toNanos());
      }
    } catch (RuntimeException | Error e) {
      failure.set(e);
    }
  }

  private void commit(Work work) throws SQLException {
    if (connection == null) {
      connection = OrderTransaction.connect(postgres, database);
    }
    long number = next;
    next++;
    journal.begin(number);
    var transaction = new OrderTransaction(connection, journal, number);
    work.in(transaction);
    if (transaction.isToRollBack()) {
      connection.rollback();
      journal.rolledBack(number);
      return;
    }
    journal.prepare(number, transaction.id());
    connection.commit();
    journal.committed(number);
    traffic.committed();
    committed.set(number);
  }

  private void reconnect() {
    drop(connection);
    connection = null;
    long interrupted = next - 1;
    while (!closed && connection == null) {
      try {
        connection = OrderTransaction.connect(postgres, database);
        settle(interrupted);
      } catch (SQLException notYet) {
        drop(connection);
        connection = null;
        LockSupport.parkNanos(RECONNECT.toNanos());
      }
    }
  }

  /** The row of the transaction in {@code order_log} tells whether its COMMIT was carried out. */
  private void settle(long number) throws SQLException {
    if (number <= committed.get()) {
      return;
    }
    boolean carriedOut;
    try (Statement statement = connection.createStatement()) {
      carriedOut = OrderTransaction.isLogged(statement, number);
    }
    connection.rollback();
    if (carriedOut) {
      journal.committed(number);
      traffic.committed();
      committed.set(number);
    } else {
      journal.rolledBack(number);
      traffic.forgotten();
    }
  }

  private static void drop(Connection broken) {
    if (broken == null) {
      return;
    }
    try {
      broken.close();
    } catch (SQLException e) {
      log.atDebug().setCause(e).log("A broken connection did not close either");
    }
  }

  private void failIfFailed() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new SandboxException("the orders writer ended: " + thrown.getMessage(), thrown);
    }
  }

  /** Ends after the transaction in flight. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    drop(connection);
    journal.close();
    failIfFailed();
  }
}
