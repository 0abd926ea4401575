package io.holdfast.schemas.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Asks again, some times and with growing pauses, when the registry could not answer. Blocks the
 * caller meanwhile; only a schema that was never seen needs the registry at all.
 */
final class RetryingSchemaRegistry implements SchemaRegistry {

  /** Where the pauses are spent. */
  @FunctionalInterface
  interface Pause {
    void rest(Duration time) throws InterruptedException;
  }

  private final SchemaRegistry registry;
  private final RetryPolicy policy;
  private final Pause pause;

  RetryingSchemaRegistry(SchemaRegistry registry, RetryPolicy policy) {
    this(registry, policy, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
  }

  RetryingSchemaRegistry(SchemaRegistry registry, RetryPolicy policy, Pause pause) {
    this.registry = registry;
    this.policy = policy;
    this.pause = pause;
  }

  @Override
  public int register(String subject, Schema schema) {
    return insist(() -> registry.register(subject, schema));
  }

  @Override
  public Schema schema(int id) {
    return insist(() -> registry.schema(id));
  }

  @Override
  public int id(String subject, Schema schema) {
    return insist(() -> registry.id(subject, schema));
  }

  @Override
  public RegisteredSchema latest(String subject) {
    return insist(() -> registry.latest(subject));
  }

  @Override
  public Optional<Compatibility> compatibility(String subject) {
    return insist(() -> registry.compatibility(subject));
  }

  @Override
  public void setCompatibility(String subject, Compatibility mode) {
    insist(
        () -> {
          registry.setCompatibility(subject, mode);
          return mode;
        });
  }

  @Override
  public boolean isCompatible(String subject, Schema schema) {
    return insist(() -> registry.isCompatible(subject, schema));
  }

  private <T> T insist(Supplier<T> request) {
    for (int retries = 0; ; retries++) {
      try {
        return request.get();
      } catch (RegistryException e) {
        if (!e.isRetryable() || retries == policy.maxRetries()) {
          throw e;
        }
      }
      try {
        pause.rest(policy.waitAfter(retries));
      } catch (InterruptedException e) {
        throw new InterruptException("Interrupted while waiting for the schema registry.", e);
      }
    }
  }
}
