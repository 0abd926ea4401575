package io.holdfast.schemas.registry;

import java.util.Objects;
import org.apache.kafka.common.KafkaException;

/**
 * The registry could not be asked, or its answer was no. Never the fault of a record: what is
 * retryable passes by itself, the rest needs somebody to act.
 */
public final class RegistryException extends KafkaException {

  private static final long serialVersionUID = 1L;

  /** Why; the same word in logs, metrics and on the terminal. */
  public enum Reason {
    /** Nobody answered in time at any of the URLs. */
    UNREACHABLE(true),
    /** It answered that it cannot serve just now: overload, a failure of its own, no leader. */
    UNAVAILABLE(true),
    /** There is no such schema, subject or setting. */
    NOT_FOUND(false),
    /** The schema may not follow the earlier versions of its subject. */
    INCOMPATIBLE(false),
    /** What was sent is not a schema, or not one that the registry takes. */
    INVALID(false),
    /** Credentials are missing, wrong or not sufficient. */
    REFUSED(false),
    /** What answered does not speak the Confluent API. */
    UNINTELLIGIBLE(false);

    private final boolean retryable;

    Reason(boolean retryable) {
      this.retryable = retryable;
    }

    /** Whether the same request may succeed later without anybody's doing. */
    public boolean isRetryable() {
      return retryable;
    }
  }

  private final Reason reason;

  public RegistryException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public RegistryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }

  public boolean isRetryable() {
    return reason.isRetryable();
  }
}
