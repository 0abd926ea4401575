package io.holdfast.schemas.admin;

import java.util.Objects;
import org.apache.kafka.common.KafkaException;

/** The cluster could not be asked, or did not do what it was asked. */
public final class TopicAdminException extends KafkaException {

  private static final long serialVersionUID = 1L;

  /** Why; the same word in logs, metrics and on the terminal. */
  public enum Reason {
    /** No broker answered in time; may pass. */
    UNREACHABLE,
    /** The principal lacks a permission. */
    REFUSED,
    /** Fewer brokers than replicas are asked for. */
    TOO_FEW_BROKERS,
    /** The cluster does not take such a topic. */
    INVALID,
    FAILED
  }

  private final Reason reason;

  TopicAdminException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }
}
