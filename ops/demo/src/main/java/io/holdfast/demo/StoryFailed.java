package io.holdfast.demo;

/** Something that had to follow did not; the message says what, as a sentence. */
final class StoryFailed extends Exception {

  private static final long serialVersionUID = 1;

  StoryFailed(String message) {
    super(message);
  }

  StoryFailed(String message, Throwable cause) {
    super(message, cause);
  }

  /** The story fails with this message unless it is true. */
  static void unless(boolean isTrue, String message, Object... arguments) throws StoryFailed {
    if (!isTrue) {
      throw new StoryFailed(String.format(java.util.Locale.ROOT, message, arguments));
    }
  }
}
