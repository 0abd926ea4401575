package io.holdfast.backup.chain;

import java.io.IOException;

/** An object is good, but encrypted with a key that is not at hand. */
public final class KeyMissingException extends IOException {

  private static final long serialVersionUID = 1L;

  KeyMissingException(String sentence) {
    super(sentence);
  }
}
