package io.holdfast.schemas.admin;

/**
 * A difference between a topic as it is and as the contract has it.
 *
 * @param topic full name
 * @param kind what differs; its name is what programs look at
 * @param words one sentence, with what to do
 */
public record Finding(String topic, Kind kind, String words) {

  /** What differs, and whether an app can work with it. */
  public enum Kind {
    TOPIC_MISSING(true),
    /** Keys would lie, or be looked for, in other partitions. */
    PARTITIONS(true),
    /** Records that are needed would be dropped, or none would ever be. */
    CLEANUP(true),
    TIMESTAMPS(true),
    /** What is written would not be readable for all. */
    SCHEMA_INCOMPATIBLE(true),
    RETENTION(false),
    SEGMENTS(false),
    REPLICAS(false),
    MIN_INSYNC(false),
    SCHEMA_MISSING(false),
    COMPATIBILITY(false);

    private final boolean error;

    Kind(boolean error) {
      this.error = error;
    }

    /** Whether starting on such a topic does harm. */
    public boolean isError() {
      return error;
    }
  }

  public boolean isError() {
    return kind.isError();
  }

  @Override
  public String toString() {
    return words;
  }
}
