package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.Snapshot;
import java.util.List;

/**
 * Tables as one base of a chain holds them: the first holds all, a later one some again.
 *
 * @param manifest number of the manifest that names the base's objects
 * @param lsn where in the log the base counts from: the slot's start, or the end of the message
 *     that carries the snapshot
 * @param snapshot what the text of a later base sees; null for the first, which sees exactly what
 *     is not in the log
 * @param tables its tables
 */
public record BaseTables(long manifest, long lsn, Snapshot snapshot, List<TableShape> tables) {

  public BaseTables {
    tables = List.copyOf(tables);
  }
}
