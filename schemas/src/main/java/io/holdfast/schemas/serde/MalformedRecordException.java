package io.holdfast.schemas.serde;

import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;

/**
 * These bytes will never be a record of this topic, however often they are read: a case for the
 * dead-letter topic. That the registry could not be asked is never this, but a {@link
 * io.holdfast.schemas.registry.RegistryException}.
 */
public final class MalformedRecordException extends SerializationException {

  private static final long serialVersionUID = 1L;

  /** Why; the same word as metric label and in the header of a dead letter. */
  public enum Reason {
    /** Not in the Confluent wire format: the first byte is not 0. */
    MAGIC,
    /** The registry knows no schema with that id. */
    UNKNOWN_SCHEMA,
    /** A record of a type that the topic does not carry. */
    UNEXPECTED_TYPE,
    /** What was written with its schema cannot be read with ours. */
    INCOMPATIBLE_SCHEMA,
    /** It ends before the record does, or announces more than there is. */
    TRUNCATED,
    /** It goes on after the record. */
    TRAILING,
    /** Longer than {@code max.record.bytes}. */
    TOO_LARGE,
    /** The bytes are not what their schema says: a negative length, no such branch, not UTF-8. */
    CORRUPT,
    /** It is not signed with the key of the writer in whose name it speaks. */
    UNAUTHENTIC
  }

  private final Reason reason;

  public MalformedRecordException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public MalformedRecordException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }
}
