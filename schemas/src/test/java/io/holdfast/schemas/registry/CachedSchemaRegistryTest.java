package io.holdfast.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.schemas.registry.RegistryException.Reason;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedSchemaRegistryTest extends SchemaRegistryContract {

  private final MockSchemaRegistry contents = new MockSchemaRegistry();
  private final AtomicLong nanoTime = new AtomicLong();
  private final CountingRegistry counted = new CountingRegistry(contents);
  private final SchemaRegistry registry = new CachedSchemaRegistry(counted, nanoTime::get);

  @Override
  protected SchemaRegistry registry() {
    return registry;
  }

  @Test
  void anIdIsAskedForOnce() {
    int id = contents.register("s-value", ONE);

    registry.schema(id);
    registry.schema(id);
    registry.id("s-value", ONE);
    registry.id("s-value", ONE);

    assertThat(counted.requests()).isEqualTo(2);
  }

  @Test
  void anUnknownIdIsAskedForAgainOnlyAfterAWhile() {
    reasonOf(() -> registry.schema(1));
    int id = contents.register("s-value", ONE);

    assertThat(reasonOf(() -> registry.schema(id))).isEqualTo(Reason.NOT_FOUND);
    assertThat(counted.requests()).isEqualTo(1);

    nanoTime.addAndGet(CachedSchemaRegistry.UNKNOWN_FOR.toNanos());
    assertThat(registry.schema(id)).isEqualTo(ONE);
  }

  @Test
  void anOutageIsNotRemembered() {
    int id = contents.register("s-value", ONE);

    counted.failWith(Reason.UNREACHABLE);
    assertThat(reasonOf(() -> registry.schema(id))).isEqualTo(Reason.UNREACHABLE);

    counted.recover();
    assertThat(registry.schema(id)).isEqualTo(ONE);
  }
}
