package io.holdfast.backup.chain;

import java.io.IOException;
import java.util.Map;

/** What is asked for is not in the stores that answer, and may be in one that does not. */
public final class SilentStoreException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * @param silent why stores do not answer, by name
   */
  public SilentStoreException(String missing, Map<String, String> silent) {
    super(
        "%s, and these do not answer: %s; bring them back, or name only the others by --database and --store"
            .formatted(missing, silent));
  }
}
