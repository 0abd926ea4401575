package io.holdfast.backup.domain;

/**
 * A log that cannot be complete or in order. Whoever reads it stops: what follows is not the
 * database.
 */
public final class BrokenLog extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What is wrong; the same word in logs, metrics and the CLI. */
  public enum Reason {
    /** A Commit names another predecessor than the transaction before it. */
    LINK_BROKEN,
    /** Fewer or more records than the Commit counted. */
    COUNT_DIFFERS,
    /** Records outside a transaction, a transaction inside another, a Commit of another Begin. */
    OUT_OF_PLACE,
    /** A change of a relation that was not described. */
    RELATION_UNKNOWN,
    /** A record of another cluster, or on a timeline before that of its predecessor. */
    OTHER_HISTORY,
    /** A record of a type that does not belong there. */
    RECORD_UNKNOWN
  }

  private final Reason reason;

  BrokenLog(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
