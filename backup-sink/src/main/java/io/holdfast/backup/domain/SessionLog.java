package io.holdfast.backup.domain;

import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Commit;
import io.holdfast.records.Message;
import io.holdfast.records.Relation;
import io.holdfast.records.TransactionKey;
import io.holdfast.records.Truncate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What one capture session appends to the log: the stream, less what the log holds already, with
 * each Commit linked to the one before it.
 *
 * <p>The slot is confirmed after the log, so a session begins with transactions that are in the
 * log. They are dropped whole, but the Relations in them are kept: the server sends each only once
 * a session, and later transactions need them. The server sends without gaps, so the last that is
 * dropped must be the newest that the log holds.
 *
 * <p>Not thread-safe.
 */
public final class SessionLog {

  /**
   * After so many records relations are described again, so that a reader that starts in the middle
   * finds them nearby.
   */
  private static final int DESCRIBE_AGAIN_AFTER = 10_000;

  /**
   * The same for a database where little happens: by commit times, and well below any retention of
   * the topic, which removes old descriptions. Clocks go back too.
   */
  private static final long DESCRIBE_AGAIN_AFTER_MICROS = 3_600_000_000L;

  private final Consumer<Object> out;
  private final Map<Long, Relation> relations = new HashMap<>();
  private final Set<Long> announced = new HashSet<>();
  private final Commit newestKnown;
  private TransactionKey last;
  private Commit dropped;
  private long position;
  private boolean dropping;
  private boolean open;
  private long records;
  private long sinceDescribed;
  private long describedAtMicros;

  /**
   * @param newest Commit of the newest transaction in the log; null at the start of a chain
   * @param position greatest end of any Commit or Message in the log, or where the chain starts
   * @param out takes the records to append, in order
   */
  public SessionLog(Commit newest, long position, Consumer<Object> out) {
    this.newestKnown = newest;
    this.last = newest == null ? null : newest.getKey();
    this.position = position;
    this.out = out;
  }

  /**
   * Takes the next record of the stream.
   *
   * @throws MalformedStream when the stream breaks its own rules: a change outside a transaction,
   *     or of a table never described
   * @throws OtherHistory when it does not continue what the log holds
   */
  public void accept(Object record) {
    if (record instanceof Begin begin) {
      begin(begin);
    } else if (record instanceof Commit commit) {
      commit(commit);
    } else if (record instanceof Relation relation) {
      relations.put(relation.getOid(), relation);
      announced.remove(relation.getOid());
    } else if (record instanceof Message message && !message.getTransactional()) {
      betweenTransactions(message);
    } else {
      withinTransaction(record);
    }
  }

  /** Whether a transaction that is appended is open. */
  public boolean isOpen() {
    return open && !dropping;
  }

  private void begin(Begin begin) {
    if (open) {
      throw new MalformedStream("a transaction begins inside another");
    }
    open = true;
    dropping = Long.compareUnsigned(begin.getCommitLsn(), position) < 0;
    records = 0;
    if (!dropping) {
      requireContinuation();
      describeAgainIfDue(begin.getCommittedAtMicros());
      out.accept(begin);
    }
  }

  /** What follows is new: everything that the log holds was sent again, or nothing of it. */
  private void requireContinuation() {
    if (dropped != null && newestKnown != null && !isSame(dropped, newestKnown)) {
      throw new OtherHistory(
          "the source sent %s (transaction %d) where the topic has %s (transaction %d): it was set back to an earlier state"
              .formatted(
                  TransactionOrder.describe(dropped.getKey()),
                  dropped.getXid(),
                  TransactionOrder.describe(newestKnown.getKey()),
                  newestKnown.getXid()));
    }
    dropped = null;
  }

  private static boolean isSame(Commit one, Commit other) {
    return one.getKey().equals(other.getKey())
        && one.getXid() == other.getXid()
        && one.getCommittedAtMicros() == other.getCommittedAtMicros();
  }

  private void describeAgainIfDue(long nowMicros) {
    if (sinceDescribed >= DESCRIBE_AGAIN_AFTER
        || Math.abs(nowMicros - describedAtMicros) >= DESCRIBE_AGAIN_AFTER_MICROS) {
      announced.clear();
      sinceDescribed = 0;
      describedAtMicros = nowMicros;
    }
  }

  private void withinTransaction(Object record) {
    if (!open) {
      throw new MalformedStream("a change lies outside a transaction");
    }
    if (dropping) {
      return;
    }
    if (record instanceof Change change) {
      announce(change.getRelation());
    } else if (record instanceof ChangePart part) {
      announce(part.getRelation());
    } else if (record instanceof Truncate truncate) {
      truncate.getRelations().forEach(this::announce);
    }
    append(record);
  }

  private void announce(Long oid) {
    if (announced.add(oid)) {
      Relation relation = relations.get(oid);
      if (relation == null) {
        throw new MalformedStream("a change is of relation " + oid + ", which was never described");
      }
      out.accept(relation);
    }
  }

  private void append(Object record) {
    records++;
    sinceDescribed++;
    out.accept(record);
  }

  private void commit(Commit commit) {
    if (!open) {
      throw new MalformedStream("a transaction commits that did not begin");
    }
    open = false;
    if (dropping) {
      dropping = false;
      dropped = commit;
      return;
    }
    commit.setPrevious(last);
    commit.setRecords(records);
    last = commit.getKey();
    position = last.getEndLsn();
    out.accept(commit);
  }

  private void betweenTransactions(Message message) {
    if (open) {
      throw new MalformedStream("a message that is not transactional lies inside a transaction");
    }
    if (Long.compareUnsigned(message.getEndLsn(), position) > 0) {
      requireContinuation();
      position = message.getEndLsn();
      out.accept(message);
    }
  }
}
