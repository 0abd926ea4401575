package io.holdfast.runtime;

/** The process must not start as things are. Trying again without a change is pointless. */
public final class StartRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * @param sentence what is wrong and what to do, in one sentence
   */
  public StartRefusedException(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  public StartRefusedException(Reason reason, String sentence, Throwable cause) {
    super(sentence, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
