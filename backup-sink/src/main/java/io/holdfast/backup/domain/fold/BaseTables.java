package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.Snapshot;
import java.util.List;
import java.util.Set;

/**
 * Tables as one base of a chain holds them: the first holds all, a later one some again.
 *
 * @param manifest number of the manifest that names the base's objects
 * @param lsn where in the log the base counts from: the slot's start, or the end of the message
 *     that carries the snapshot
 * @param snapshot what the text of a later base sees; null for the first, which sees exactly what
 *     is not in the log
 * @param tables its tables
 * @param leftOut object ids of those whose rows it lacks, for they changed before they could be
 *     copied
 */
public record BaseTables(
    long manifest, long lsn, Snapshot snapshot, List<TableShape> tables, Set<Long> leftOut) {

  public BaseTables {
    tables = List.copyOf(tables);
    leftOut = Set.copyOf(leftOut);
  }

  /** Tables with all their rows. */
  public BaseTables(long manifest, long lsn, Snapshot snapshot, List<TableShape> tables) {
    this(manifest, lsn, snapshot, tables, Set.of());
  }
}
