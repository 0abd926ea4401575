package io.holdfast.agent.kafka;

/** An exception in words that stay the same while its cause does. */
final class Failure {

  private Failure() {}

  static String words(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    // Counts and durations differ each time; the log repeats itself only when the reason changes.
    return message.replaceAll("\\d+ ?(ms|record\\(s\\)|bytes)", "… $1").lines().findFirst().get();
  }
}
