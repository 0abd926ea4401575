package io.holdfast.backup.domain.fold;

/**
 * A change that does not fit the rows it should change. The restore stops: what it would write is
 * not the database.
 */
public final class UnfoldableChange extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnfoldableChange(String sentence) {
    super(sentence);
  }
}
