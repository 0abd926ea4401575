package io.holdfast.backup.base;

import io.holdfast.backup.fault.FaultPoint;
import io.holdfast.backup.postgres.Catalogue;
import io.holdfast.backup.postgres.Publication;
import io.holdfast.backup.postgres.SourceTable;
import io.holdfast.records.StoredObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Copies tables with as many sessions as there are, each its share of them.
 *
 * <p>A table is locked by the session that copies it, and by no other of ours: what one session
 * holds and a second asks for would wait behind whoever waits for the first, and so for ever.
 */
final class ParallelCopy {

  private record Numbered(int index, SourceTable table) {}

  /** What one session copies. */
  private static final class Share {
    private final Connection session;
    private final List<Numbered> tables = new ArrayList<>();
    private long pages;

    Share(Connection session) {
      this.session = session;
    }

    long pages() {
      return pages;
    }
  }

  private final List<Share> shares;
  private final List<Numbered> leftOut = new ArrayList<>();

  /**
   * Divides the tables, the largest first, each to the session that has least.
   *
   * @param finder a session that may be asked how large they are; others take no snapshot yet
   * @param sessions each in a transaction
   */
  ParallelCopy(Connection finder, List<Connection> sessions, List<SourceTable> tables)
      throws SQLException {
    shares = sessions.stream().map(Share::new).toList();
    Map<Long, Long> pages = Catalogue.pages(finder);
    List<Numbered> largestFirst = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      largestFirst.add(new Numbered(i + 1, tables.get(i)));
    }
    largestFirst.sort(
        Comparator.comparingLong(numbered -> -pages.getOrDefault(numbered.table().oid(), 0L)));
    for (Numbered next : largestFirst) {
      Share least = shares.stream().min(Comparator.comparingLong(Share::pages)).orElseThrow();
      least.tables.add(next);
      least.pages += 1 + pages.getOrDefault(next.table().oid(), 0L);
    }
  }

  /** Locks each table in its session's transaction, and waits for half a minute at most. */
  void lock() throws SQLException {
    for (Share share : shares) {
      try (Statement statement = share.session.createStatement()) {
        statement.execute("SET LOCAL lock_timeout = '30s'");
      }
      Publication.lock(share.session, share.tables.stream().map(Numbered::table).toList());
    }
  }

  /** Does not copy a table, though it stays locked; an object says so. */
  void leaveOut(SourceTable table) {
    for (Share share : shares) {
      share.tables.stream().filter(next -> next.table().equals(table)).forEach(leftOut::add);
      share.tables.removeAll(leftOut);
    }
  }

  /** The objects of all tables, in the order of their names. */
  List<StoredObject> run(TableCopy copy) throws Exception {
    ExecutorService workers = Executors.newFixedThreadPool(shares.size());
    try {
      List<Future<List<StoredObject>>> results = new ArrayList<>();
      for (Share share : shares) {
        results.add(workers.submit(() -> copy(share, copy)));
      }
      List<StoredObject> objects = new ArrayList<>();
      for (Future<List<StoredObject>> result : results) {
        objects.addAll(result.get());
      }
      for (Numbered next : leftOut) {
        objects.add(copy.leaveOut(next.table(), next.index()));
      }
      objects.sort(Comparator.comparing(StoredObject::getName));
      return objects;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      workers.shutdownNow();
    }
  }

  private static List<StoredObject> copy(Share share, TableCopy copy) throws Exception {
    List<StoredObject> objects = new ArrayList<>();
    for (Numbered next : share.tables) {
      objects.addAll(copy.copy(share.session, next.table(), next.index()));
      FaultPoint.TABLE_COPIED.passed();
    }
    return objects;
  }
}
