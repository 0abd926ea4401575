package io.holdfast.backup.store;

import java.io.IOException;

/** A store holds other bytes under a name than it should. It is left alone, never overwritten. */
public final class ForkedStoreException extends IOException {

  private static final long serialVersionUID = 1L;

  public ForkedStoreException(String sentence) {
    super(sentence);
  }

  static ForkedStoreException of(String store, String object) {
    return new ForkedStoreException(
        "store %s holds other bytes under %s than it should: another sink wrote it, or it is damaged"
            .formatted(store, object));
  }
}
