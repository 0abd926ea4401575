package io.holdfast.schemas.admin;

/**
 * What was done for a topic.
 *
 * @param topic full name
 * @param detail subject and id, partition count: what a person wants to see beside it
 */
public record Step(String topic, Action action, String detail) {

  /** In the order in which they are done. */
  public enum Action {
    TOPIC_CREATED,
    TOPIC_WAS_THERE,
    SCHEMA_REGISTERED,
    SCHEMA_WAS_THERE,
    COMPATIBILITY_SET
  }
}
