package io.holdfast.backup.capture;

/**
 * The chain cannot go on: something was lost between its last transaction and what the source can
 * still send.
 */
public final class ChainEndedException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param sentence what was lost and how, as one sentence
   */
  public ChainEndedException(String sentence) {
    super(sentence);
  }
}
