package io.holdfast.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MockSchemaRegistryTest extends SchemaRegistryContract {

  private final MockSchemaRegistry registry = new MockSchemaRegistry();

  @Override
  protected SchemaRegistry registry() {
    return registry;
  }

  @Test
  void aScopeIsSharedByAllWhoNameIt() {
    var named = SchemaRegistry.from(Map.of("schema.registry.url", "mock://shared-scope"));

    int id = named.register("s-value", ONE);

    assertThat(MockSchemaRegistry.scope("shared-scope").schema(id)).isEqualTo(ONE);
    assertThat(MockSchemaRegistry.scope("another-scope")).isNotSameAs(named);
  }
}
