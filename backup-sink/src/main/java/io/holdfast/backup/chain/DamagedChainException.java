package io.holdfast.backup.chain;

import java.io.IOException;

/**
 * What a store holds of a chain is not whole. The message says what, where, and what can still be
 * had.
 */
public final class DamagedChainException extends IOException {

  private static final long serialVersionUID = 1L;

  public DamagedChainException(String sentence) {
    super(sentence);
  }

  public DamagedChainException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
