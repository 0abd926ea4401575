package io.holdfast.cli.cluster;

/** A topic of the contract is not there. The message is one sentence that says what to do. */
public final class MissingTopic extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MissingTopic(String topic) {
    super(
        "There is no topic %s on this cluster: run `holdfast topics create`, or give --prefix if its names begin otherwise."
            .formatted(topic));
  }
}
