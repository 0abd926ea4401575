package io.holdfast.backup.domain;

import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.Column;
import io.holdfast.records.Commit;
import io.holdfast.records.Message;
import io.holdfast.records.OldRow;
import io.holdfast.records.Relation;
import io.holdfast.records.ReplicaIdentity;
import io.holdfast.records.TransactionKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Records as a session of capture sees them in the stream: Commits are not linked or counted yet.
 */
public final class Records {

  public static final long SYSTEM = 42;
  public static final int TIMELINE = 1;

  private Records() {}

  public static Begin begin(long session, long xid, long commitLsn) {
    return new Begin(session, SYSTEM, TIMELINE, xid, commitLsn, xid * 1000);
  }

  public static Commit commit(long session, long xid, long commitLsn) {
    return new Commit(session, xid, key(commitLsn), null, xid * 1000, 0L);
  }

  public static TransactionKey key(long commitLsn) {
    return new TransactionKey(SYSTEM, TIMELINE, commitLsn, commitLsn + 8);
  }

  public static Message message(long session, String prefix, long endLsn) {
    return new Message(session, SYSTEM, TIMELINE, endLsn, false, prefix, ByteBuffer.allocate(0));
  }

  /** A table with the columns id (its key), a and b. */
  public static Relation relation(long oid) {
    return relation(oid, ReplicaIdentity.DEFAULT);
  }

  public static Relation relation(long oid, ReplicaIdentity identity) {
    boolean full = identity == ReplicaIdentity.FULL;
    return new Relation(
        oid,
        "public",
        "t" + oid,
        identity,
        List.of(
            new Column("id", identity != ReplicaIdentity.NOTHING, 20L, -1),
            new Column("a", full, 25L, -1),
            new Column("b", full, 25L, -1)));
  }

  public static Change insert(long oid, Object... values) {
    return new Change(oid, ChangeKind.INSERT, OldRow.NONE, null, row(values));
  }

  public static List<Object> row(Object... values) {
    List<Object> row = new ArrayList<>();
    for (Object value : values) {
      row.add(value);
    }
    return row;
  }
}
