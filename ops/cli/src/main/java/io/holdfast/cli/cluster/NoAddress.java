package io.holdfast.cli.cluster;

/** Nobody said where the cluster is. The message is one sentence that says what to give. */
public final class NoAddress extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NoAddress(String sentence) {
    super(sentence);
  }
}
