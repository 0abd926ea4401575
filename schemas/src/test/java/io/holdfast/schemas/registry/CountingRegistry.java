package io.holdfast.schemas.registry;

import io.holdfast.schemas.registry.RegistryException.Reason;
import java.util.Optional;
import org.apache.avro.Schema;

/** Counts the requests for ids and schemas, and fails them when told so. */
final class CountingRegistry implements SchemaRegistry {

  private final SchemaRegistry registry;
  private int requests;
  private Reason failure;

  CountingRegistry(SchemaRegistry registry) {
    this.registry = registry;
  }

  int requests() {
    return requests;
  }

  void failWith(Reason reason) {
    failure = reason;
  }

  void recover() {
    failure = null;
  }

  @Override
  public int register(String subject, Schema schema) {
    count();
    return registry.register(subject, schema);
  }

  @Override
  public Schema schema(int id) {
    count();
    return registry.schema(id);
  }

  @Override
  public int id(String subject, Schema schema) {
    count();
    return registry.id(subject, schema);
  }

  @Override
  public RegisteredSchema latest(String subject) {
    count();
    return registry.latest(subject);
  }

  @Override
  public Optional<Compatibility> compatibility(String subject) {
    return registry.compatibility(subject);
  }

  @Override
  public void setCompatibility(String subject, Compatibility mode) {
    registry.setCompatibility(subject, mode);
  }

  @Override
  public boolean isCompatible(String subject, Schema schema) {
    return registry.isCompatible(subject, schema);
  }

  private void count() {
    requests++;
    if (failure != null) {
      throw new RegistryException(failure, "told to fail");
    }
  }
}
