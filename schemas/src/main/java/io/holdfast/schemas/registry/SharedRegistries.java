package io.holdfast.schemas.registry;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/**
 * One registry per configuration in this process, as long as somebody holds it: the serdes of
 * twenty topics share one cache and one HTTP client.
 */
final class SharedRegistries {

  private static final Map<RegistryConfig, WeakReference<SchemaRegistry>> SHARED = new HashMap<>();

  private SharedRegistries() {}

  static synchronized SchemaRegistry get(RegistryConfig config) {
    var held = SHARED.get(config);
    SchemaRegistry registry = held == null ? null : held.get();
    if (registry == null) {
      registry = make(config);
      SHARED.values().removeIf(reference -> reference.get() == null);
      SHARED.put(config, new WeakReference<>(registry));
    }
    return registry;
  }

  private static SchemaRegistry make(RegistryConfig config) {
    if (config.mockScope().isPresent()) {
      return MockSchemaRegistry.scope(config.mockScope().get());
    }
    return new CachedSchemaRegistry(
        new RetryingSchemaRegistry(new HttpSchemaRegistry(config), config.retries()));
  }
}
