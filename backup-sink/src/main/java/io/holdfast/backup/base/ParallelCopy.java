package io.holdfast.backup.base;

import io.holdfast.backup.postgres.SourceTable;
import io.holdfast.records.StoredObject;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Copies tables with as many sessions as there are; each takes the next table when it is done. */
final class ParallelCopy {

  private record Numbered(int index, SourceTable table) {}

  private final TableCopy copy;

  ParallelCopy(TableCopy copy) {
    this.copy = copy;
  }

  /** The objects of all tables, in the order of their names. */
  List<StoredObject> copy(List<Connection> sessions, List<SourceTable> tables) throws Exception {
    ConcurrentLinkedQueue<Numbered> queue = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < tables.size(); i++) {
      queue.add(new Numbered(i + 1, tables.get(i)));
    }
    ExecutorService workers = Executors.newFixedThreadPool(sessions.size());
    try {
      List<Future<List<StoredObject>>> results = new ArrayList<>();
      for (Connection session : sessions) {
        results.add(workers.submit((Callable<List<StoredObject>>) () -> drain(queue, session)));
      }
      List<StoredObject> objects = new ArrayList<>();
      for (Future<List<StoredObject>> result : results) {
        objects.addAll(result.get());
      }
      objects.sort(Comparator.comparing(StoredObject::getName));
      return objects;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      workers.shutdownNow();
    }
  }

  private List<StoredObject> drain(ConcurrentLinkedQueue<Numbered> queue, Connection session)
      throws Exception {
    List<StoredObject> objects = new ArrayList<>();
    for (Numbered next = queue.poll(); next != null; next = queue.poll()) {
      objects.addAll(copy.copy(session, next.table(), next.index()));
    }
    return objects;
  }
}
