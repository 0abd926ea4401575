package io.holdfast.backup.domain;

/** Bytes of the replication stream that are not the protocol. Nothing after them can be trusted. */
public final class MalformedStream extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedStream(String sentence) {
    super(sentence);
  }

  public MalformedStream(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
