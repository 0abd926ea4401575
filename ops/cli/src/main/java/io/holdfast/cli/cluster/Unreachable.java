package io.holdfast.cli.cluster;

/** Nobody answers at an address. The message is one sentence that says what to do. */
public final class Unreachable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Unreachable(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
