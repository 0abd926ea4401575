package io.holdfast.e2e.schemas;

import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.registry.SchemaRegistry;
import io.holdfast.schemas.registry.SchemaRegistryContract;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

class RegistryContractIT extends SchemaRegistryContract {

  @RegisterExtension static final SandboxExtension sandbox = SandboxExtension.with(Part.REGISTRY);

  @Override
  protected SchemaRegistry registry() {
    return SchemaRegistry.from(Map.of("schema.registry.url", sandbox.registryUrl()));
  }
}
