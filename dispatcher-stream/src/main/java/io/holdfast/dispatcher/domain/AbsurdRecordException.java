package io.holdfast.dispatcher.domain;

/** A record that could be read and can not be meant: a case for the dead-letter topic. */
public final class AbsurdRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param sentence what is absurd, naming the field
   */
  public AbsurdRecordException(String sentence) {
    super(sentence);
  }
}
