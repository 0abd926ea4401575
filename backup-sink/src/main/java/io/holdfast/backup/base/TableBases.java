package io.holdfast.backup.base;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.LargeObjects;
import io.holdfast.backup.postgres.SourceTable;
import io.holdfast.backup.postgres.StaleTables;
import io.holdfast.backup.sink.LaterBase;
import io.holdfast.backup.sink.Replicas;
import io.holdfast.records.StoredObject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies single tables again while the chain goes on: those whose rows the log does not tell, and
 * those that somebody asks for. Looks for such in a thread of its own.
 *
 * <p>The copy is one snapshot under ACCESS SHARE locks; a message in the log carries the snapshot,
 * so that a restore knows which transactions the text holds.
 */
public final class TableBases implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TableBases.class);

  private final BackupConfig config;
  private final Replicas replicas;
  private final Path spool;
  private final SynchronousQueue<LaterBase> taken = new SynchronousQueue<>();
  private final Thread thread = new Thread(this::run, "table-bases");
  private volatile boolean stopping;

  public TableBases(BackupConfig config, Replicas replicas, Path spool) {
    this.config = config;
    this.replicas = replicas;
    this.spool = spool;
    thread.setDaemon(true);
  }

  public TableBases start() {
    thread.start();
    return this;
  }

  /** A base that waits for its manifest; empty while there is none. */
  public Optional<LaterBase> taken() {
    return Optional.ofNullable(taken.poll());
  }

  private void run() {
    while (!stopping) {
      try {
        copyWhatIsStale();
        TimeUnit.MILLISECONDS.sleep(config.source().heartbeat().toMillis());
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        log.atWarn().addKeyValue("why", e.toString()).log("tables not copied again; trying later");
        pause();
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(config.source().heartbeat().toMillis());
    } catch (InterruptedException e) {
      stopping = true;
    }
  }

  private void copyWhatIsStale() throws Exception {
    Database source = config.source().database();
    Optional<StaleTables> copied = Optional.empty();
    try (Connection connection = source.connect()) {
      StaleTables stale = StaleTables.of(connection);
      if (!stale.isEmpty()) {
        LaterBase base = take(source, stale, connection);
        taken.put(base);
        if (base.named().get()) {
          copied = Optional.of(stale);
        }
      }
    }
    if (copied.isPresent()) {
      forget(source, copied.get());
    }
  }

  /** In a session of its own: that of the copy was idle for as long as it took. */
  private void forget(Database source, StaleTables copied) throws InterruptedException {
    while (!stopping) {
      try (Connection connection = source.connect()) {
        copied.done(connection);
        return;
      } catch (SQLException e) {
        log.atWarn()
            .addKeyValue("why", e.getMessage())
            .log("tables were copied again, and the source cannot be told yet");
        TimeUnit.MILLISECONDS.sleep(config.source().heartbeat().toMillis());
      }
    }
  }

  private LaterBase take(Database source, StaleTables stale, Connection finder) throws Exception {
    List<SourceTable> named = chosen(finder, stale.relations());
    List<Connection> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(config.base().parallel(), Math.max(1, named.size())); i++) {
        sessions.add(source.connect());
        execute(sessions.get(i), "BEGIN ISOLATION LEVEL REPEATABLE READ");
      }
      ParallelCopy copy = new ParallelCopy(finder, sessions, named);
      copy.lock();
      String id = UUID.randomUUID().toString();
      String snapshot = mark(sessions, id);
      if (!chosen(sessions.get(0), stale.relations()).equals(named)) {
        throw new SQLException("a table changed before it was locked");
      }
      Set<String> holders = new HashSet<>(replicas.inSync());
      boolean largeObjects = stale.relations().contains(LargeObjects.OID);
      List<StoredObject> objects = copy(copy, sessions.get(0), largeObjects, id, holders);
      log.atInfo().addKeyValue("tables", named.size()).log("tables copied again");
      return new LaterBase(
          id, stale.reasons(), snapshot, objects, holders, new CompletableFuture<>());
    } finally {
      for (Connection session : sessions) {
        session.close();
      }
    }
  }

  private static void execute(Connection session, String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<SourceTable> chosen(Connection connection, Set<Long> relations)
      throws SQLException {
    return Catalogue.tables(connection).stream()
        .filter(table -> relations.contains(table.oid()))
        .toList();
  }

  /** The statement that takes the snapshot writes it into the log; all sessions see the same. */
  private static String mark(List<Connection> sessions, String id) throws SQLException {
    String snapshot;
    String exported;
    try (PreparedStatement statement =
        sessions
            .get(0)
            .prepareStatement(
                "SELECT pg_current_snapshot()::text, pg_export_snapshot(), pg_logical_emit_message(false, ?, ? || E'\\n' || pg_current_snapshot()::text)")) {
      statement.setString(1, Prefix.BASE);
      statement.setString(2, id);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        snapshot = row.getString(1);
        exported = row.getString(2);
      }
    }
    for (Connection session : sessions.subList(1, sessions.size())) {
      execute(session, "SET TRANSACTION SNAPSHOT '" + exported + "'");
    }
    return snapshot;
  }

  private List<StoredObject> copy(
      ParallelCopy copy, Connection session, boolean largeObjects, String id, Set<String> holders)
      throws Exception {
    String directory = Layout.BASE + id + "/";
    TableCopy.Keep keep =
        (name, kind, file) -> {
          Replicas.Kept kept = replicas.keep(name, kind, file);
          synchronized (holders) {
            holders.retainAll(kept.stores());
          }
          return kept.entry();
        };
    List<StoredObject> objects =
        new ArrayList<>(copy.run(new TableCopy(config.base(), keep, directory, spool)));
    if (largeObjects) {
      objects.addAll(new LargeObjectCopy(config.base(), keep, directory, spool).copy(session));
    }
    return objects;
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    thread.interrupt();
    thread.join();
  }
}
