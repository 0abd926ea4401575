package io.holdfast.dispatcher.domain.replay;

/**
 * Where a replay and what is on record part.
 *
 * @param what of which kind
 * @param where decision, command or record that it is about, as people find it
 * @param sentence what was found
 */
public record Difference(What what, String where, String sentence) {

  /** Kinds of differences. */
  public enum What {
    /** An input in the pools' log is not what its source topic says. */
    INPUT_ALTERED,
    /** An input in the pools' log is not in its source topic. */
    INPUT_FOREIGN,
    /** An input of a source topic is not in the pools' log. */
    INPUT_MISSING,
    /** The pools' log has a gap, or does not begin with its first record. */
    LOG_INCOMPLETE,
    /** The replay decides it, but it is not on record. */
    MISSING,
    /** It is on record, but the replay does not decide it. */
    FOREIGN,
    /** The replay decides otherwise. */
    ALTERED
  }
}
