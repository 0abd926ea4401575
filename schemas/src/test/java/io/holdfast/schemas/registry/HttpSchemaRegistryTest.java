package io.holdfast.schemas.registry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class HttpSchemaRegistryTest extends SchemaRegistryContract {

  private RegistryServer server;
  private SchemaRegistry registry;

  @BeforeEach
  void start() {
    server = RegistryServer.start();
    registry = new HttpSchemaRegistry(RegistryConfig.from(server.settings()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Override
  protected SchemaRegistry registry() {
    return registry;
  }
}
