package io.holdfast.backup.sink;

import java.io.IOException;

/** Fewer stores took an object than have to. It is tried again. */
final class NotEnoughStoresException extends IOException {

  private static final long serialVersionUID = 1L;

  NotEnoughStoresException(String sentence) {
    super(sentence);
  }
}
