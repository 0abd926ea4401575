package io.holdfast.backup.domain;

import io.holdfast.records.RestorePointKind;

/** Prefixes of logical decoding messages that mean something to a backup. */
public final class Prefix {

  /** Opens a chain; not from the database. Content: the chain's id. */
  public static final String CHAIN = "holdfast.chain";

  /** The database is alive though nothing changes. Content: its time. Not kept in segments. */
  public static final String HEARTBEAT = "holdfast.heartbeat";

  /** A state to compare with begins to be taken. Content: id. */
  public static final String BARRIER = "holdfast.barrier";

  /** A barrier's last message. Content: id, position, snapshot, and a line a table. */
  public static final String BARRIER_STATE = "holdfast.barrier-state";

  /** Positions of sequences at a barrier. Content: id, then a line a sequence. */
  public static final String SEQUENCES = "holdfast.sequences";

  /** SQL that makes the roles there are at a barrier. Content: id, then the SQL. */
  public static final String ROLES = "holdfast.roles";

  /**
   * Whether there are large objects at a barrier, which are then copied again. Content: id, then
   * {@link #SOME} or {@link #NONE}.
   */
  public static final String LARGE_OBJECTS = "holdfast.large-objects";

  public static final String SOME = "some";
  public static final String NONE = "none";

  /** A point with a name. Content: the name. */
  public static final String POINT = "holdfast.point";

  /** Somebody wants a new base, and so a new chain. Content: why. Not kept in segments. */
  public static final String NEW_BASE = "holdfast.new-base";

  /**
   * From here on a later base counts, which holds some tables again. Content: id, and on the second
   * line the snapshot of its text.
   */
  public static final String BASE = "holdfast.base";

  /** Follows the prefix of a list of a barrier, for its pieces before the last message. */
  public static final String PART = "-part";

  private static final String OURS = "holdfast.";

  private Prefix() {}

  /** Whether it means something to a backup, or may once. */
  static boolean isOurs(String prefix) {
    return prefix.startsWith(OURS);
  }

  /** Whether a message between transactions belongs into a segment. */
  public static boolean isKept(String prefix) {
    return isOurs(prefix)
        && !prefix.equals(CHAIN)
        && !prefix.equals(HEARTBEAT)
        && !prefix.equals(NEW_BASE);
  }

  /** The kind of restore point that a message marks; null when it marks none. */
  public static RestorePointKind pointOf(String prefix) {
    if (prefix.equals(BARRIER_STATE)) {
      return RestorePointKind.BARRIER;
    }
    return prefix.equals(POINT) ? RestorePointKind.NAMED : null;
  }
}
