package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.RowChange;
import io.holdfast.records.Begin;
import io.holdfast.records.Relation;
import java.util.HashMap;
import java.util.Map;

/**
 * Tables that were copied again while the log ran on. Their new rows count from the base's message
 * on; of the transactions before it they lack those that the copy's snapshot does not see.
 */
final class LaterBase {

  private final BaseTables base;
  private final Map<Long, FollowedTable> tables = new HashMap<>();
  private boolean lacking;

  LaterBase(BaseTables base, RowStore.Factory stores) {
    this.base = base;
    base.tables()
        .forEach(
            shape ->
                tables.put(
                    shape.oid(),
                    new FollowedTable(shape, stores, shape.oid() + "-" + base.manifest())));
  }

  BaseTables base() {
    return base;
  }

  /** The tables, to go on with. */
  Map<Long, FollowedTable> tables() {
    return tables;
  }

  /** A transaction begins, before the message. */
  void begin(Begin begin) {
    lacking = !base.snapshot().sees(begin.getXid());
  }

  void apply(RowChange change, Relation relation) {
    FollowedTable table = lacking ? tables.get(change.relation()) : null;
    if (table != null) {
      if (!table.read(relation)) {
        throw DatabaseFold.unrecorded(table, relation);
      }
      table.apply(change);
    }
  }
}
