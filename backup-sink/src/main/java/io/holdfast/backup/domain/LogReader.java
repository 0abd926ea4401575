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
import java.util.Map;

/**
 * Reads the log of a database as whole transactions, and stops where it cannot be whole.
 *
 * <ul>
 *   <li>A transaction is what lies between Begin and Commit of one session.
 *   <li>A new session voids a transaction that is open.
 *   <li>A transaction that is not newer than the last is dropped whole.
 *   <li>Every Commit names the transaction before it; another name means that something is missing.
 * </ul>
 *
 * <p>Not thread-safe.
 */
public final class LogReader {

  /**
   * What the reader of a log is told. The records of a transaction may still be voided or dropped,
   * until it commits.
   */
  public interface Listener {

    /** A record of the open transaction; its Begin is the first. */
    void record(Object record, Map<Long, Relation> relations);

    /** The open transaction is complete, with this Commit. */
    void committed(Transaction transaction);

    /** Forget the records of the open transaction. */
    void voided();

    /** A message between transactions. */
    void message(Message message);
  }

  /** Relations that were described before the place where reading began. */
  public interface Earlier {

    /**
     * The newest description of a relation in a session before that place; null when there is none.
     */
    Relation relation(long session, long oid);

    /** Reading begins where everything begins. */
    static Earlier nothing() {
      return (session, oid) -> null;
    }
  }

  private final Earlier earlier;
  private final Listener listener;
  private final Map<Long, Relation> relations = new HashMap<>();
  private TransactionKey last;
  private long session;
  private Begin begin;
  private boolean dropping;
  private long records;

  /**
   * @param last the transaction that the first one read has to name as its predecessor; null at the
   *     start of a chain
   */
  public LogReader(TransactionKey last, Listener listener) {
    this(last, Earlier.nothing(), listener);
  }

  /** The same for a place in the middle of a session. */
  public LogReader(TransactionKey last, Earlier earlier, Listener listener) {
    this.last = last;
    this.earlier = earlier;
    this.listener = listener;
  }

  /** Newest transaction that was complete; null before the first of a chain. */
  public TransactionKey last() {
    return last;
  }

  /** Whether a transaction is open. */
  public boolean isOpen() {
    return begin != null;
  }

  /**
   * Takes the next record.
   *
   * @throws BrokenLog when the log breaks its rules
   */
  public void accept(Object record) {
    if (record instanceof Begin next) {
      begin(next);
    } else if (record instanceof Commit commit) {
      commit(commit);
    } else if (record instanceof Message message && !message.getTransactional()) {
      message(message);
    } else {
      within(record);
    }
  }

  private void begin(Begin next) {
    enter(next.getSession());
    if (begin != null) {
      throw new BrokenLog(
          BrokenLog.Reason.OUT_OF_PLACE,
          "transaction " + next.getXid() + " begins inside transaction " + begin.getXid());
    }
    begin = next;
    records = 0;
    dropping = TransactionOrder.isKnown(next, last);
    if (!dropping) {
      listener.record(next, relations);
    }
  }

  private void enter(long newSession) {
    if (newSession != session) {
      abandon();
      relations.clear();
      session = newSession;
    }
  }

  private void abandon() {
    if (begin != null && !dropping) {
      listener.voided();
    }
    begin = null;
    dropping = false;
  }

  private void within(Object record) {
    if (begin == null) {
      throw new BrokenLog(
          BrokenLog.Reason.OUT_OF_PLACE,
          "a " + nameOf(record) + " lies outside a transaction, after " + place());
    }
    if (record instanceof Relation relation) {
      relations.put(relation.getOid(), relation);
    } else {
      records++;
      requireReadable(record);
    }
    if (!dropping) {
      listener.record(record, relations);
    }
  }

  private void requireReadable(Object record) {
    if (record instanceof Change change) {
      requireKnown(change.getRelation());
    } else if (record instanceof RowChange change) {
      requireKnown(change.relation());
    } else if (record instanceof ChangePart part) {
      requireKnown(part.getRelation());
    } else if (record instanceof Truncate truncate) {
      truncate.getRelations().forEach(this::requireKnown);
    } else if (!(record instanceof Message)) {
      throw new BrokenLog(
          BrokenLog.Reason.RECORD_UNKNOWN,
          "a " + nameOf(record) + " does not belong into the log of a database");
    }
  }

  private void requireKnown(long oid) {
    if (!relations.containsKey(oid)) {
      Relation described = earlier.relation(session, oid);
      if (described != null) {
        relations.put(oid, described);
        return;
      }
      throw new BrokenLog(
          BrokenLog.Reason.RELATION_UNKNOWN,
          "a change is of relation " + oid + ", which was not described, after " + place());
    }
  }

  private void commit(Commit commit) {
    if (begin == null
        || commit.getSession() != session
        || commit.getKey().getCommitLsn() != begin.getCommitLsn()) {
      throw new BrokenLog(
          BrokenLog.Reason.OUT_OF_PLACE,
          TransactionOrder.describe(commit.getKey())
              + " does not belong to the transaction that is open");
    }
    if (commit.getRecords() != records) {
      throw new BrokenLog(
          BrokenLog.Reason.COUNT_DIFFERS,
          TransactionOrder.describe(commit.getKey())
              + " counted "
              + commit.getRecords()
              + " records, but "
              + records
              + " are there");
    }
    if (!dropping) {
      requireLink(commit);
      last = commit.getKey();
      listener.committed(new Transaction(begin, commit));
    }
    begin = null;
    dropping = false;
  }

  private void requireLink(Commit commit) {
    if (!java.util.Objects.equals(commit.getPrevious(), last)) {
      throw new BrokenLog(
          BrokenLog.Reason.LINK_BROKEN,
          TransactionOrder.describe(commit.getKey())
              + " follows "
              + TransactionOrder.describe(commit.getPrevious())
              + ", but the one before it here is "
              + TransactionOrder.describe(last)
              + ": transactions are missing");
    }
    if (last != null
        && (commit.getKey().getSystemId() != last.getSystemId()
            || commit.getKey().getTimeline() < last.getTimeline())) {
      throw new BrokenLog(
          BrokenLog.Reason.OTHER_HISTORY,
          TransactionOrder.describe(commit.getKey())
              + " is not of the history of "
              + TransactionOrder.describe(last));
    }
  }

  private void message(Message message) {
    enter(message.getSession());
    if (begin != null) {
      throw new BrokenLog(
          BrokenLog.Reason.OUT_OF_PLACE,
          "a message that is not transactional lies inside transaction " + begin.getXid());
    }
    if (Prefix.CHAIN.equals(message.getPrefix())) {
      last = null;
    }
    listener.message(message);
  }

  private String place() {
    return TransactionOrder.describe(last);
  }

  private static String nameOf(Object record) {
    return record == null ? "record without a value" : record.getClass().getSimpleName();
  }
}
