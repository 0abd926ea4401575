package io.holdfast.backup.domain;

/**
 * The source sends, at positions that the log has passed, something else than the log holds: it was
 * set back to an earlier state and went on from there.
 */
public final class OtherHistory extends RuntimeException {

  private static final long serialVersionUID = 1L;

  OtherHistory(String sentence) {
    super(sentence);
  }
}
