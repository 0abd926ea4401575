package io.holdfast.backup.domain;

/**
 * A message that means something to a backup is too long to be taken, and would be less than it.
 */
public final class CutMessage extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CutMessage(String sentence) {
    super(sentence);
  }
}
