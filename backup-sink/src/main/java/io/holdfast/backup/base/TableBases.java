package io.holdfast.backup.base;

import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Database;
import io.holdfast.backup.postgres.LargeObjects;
import io.holdfast.backup.postgres.Publication;
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
    try (Connection connection = source.connect()) {
      StaleTables stale = StaleTables.of(connection);
      if (!stale.isEmpty()) {
        LaterBase base = take(source, stale, connection);
        taken.put(base);
        if (base.named().get()) {
          stale.done(connection);
        }
      }
    }
  }

  private LaterBase take(Database source, StaleTables stale, Connection finder) throws Exception {
    try (Connection anchor = source.connect();
        Statement statement = anchor.createStatement()) {
      statement.execute("SET lock_timeout = '30s'");
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ");
      List<SourceTable> named = chosen(finder, stale.relations());
      Publication.lock(anchor, named);
      String id = UUID.randomUUID().toString();
      String snapshot = mark(anchor, id);
      List<SourceTable> tables = chosen(anchor, stale.relations());
      if (!tables.equals(named)) {
        throw new SQLException("a table changed before it was locked");
      }
      Set<String> holders = new HashSet<>(replicas.inSync());
      boolean largeObjects = stale.relations().contains(LargeObjects.OID);
      List<StoredObject> objects = copy(source, anchor, tables, largeObjects, id, holders);
      log.atInfo().addKeyValue("tables", tables.size()).log("tables copied again");
      return new LaterBase(
          id, stale.reasons(), snapshot, objects, holders, new CompletableFuture<>());
    }
  }

  private static List<SourceTable> chosen(Connection connection, Set<Long> relations)
      throws SQLException {
    return Catalogue.tables(connection).stream()
        .filter(table -> relations.contains(table.oid()))
        .toList();
  }

  /** The statement that takes the snapshot writes it into the log. */
  private static String mark(Connection anchor, String id) throws SQLException {
    try (PreparedStatement statement =
        anchor.prepareStatement(
            "SELECT pg_current_snapshot()::text, pg_logical_emit_message(false, ?, ? || E'\\n' || pg_current_snapshot()::text)")) {
      statement.setString(1, Prefix.BASE);
      statement.setString(2, id);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private List<StoredObject> copy(
      Database source,
      Connection anchor,
      List<SourceTable> tables,
      boolean largeObjects,
      String id,
      Set<String> holders)
      throws Exception {
    String exported;
    try (Statement statement = anchor.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
      row.next();
      exported = row.getString(1);
    }
    List<Connection> sessions = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(config.base().parallel(), Math.max(1, tables.size())); i++) {
        sessions.add(source.connectAt(exported));
      }
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
          new ArrayList<>(
              new ParallelCopy(new TableCopy(config.base(), keep, directory, spool))
                  .copy(sessions, tables));
      if (largeObjects) {
        objects.addAll(
            new LargeObjectCopy(config.base(), keep, directory, spool).copy(sessions.get(0)));
      }
      return objects;
    } finally {
      for (Connection session : sessions) {
        session.close();
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopping = true;
    thread.interrupt();
    thread.join();
  }
}
