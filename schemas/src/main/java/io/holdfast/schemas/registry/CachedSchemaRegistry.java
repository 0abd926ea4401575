package io.holdfast.schemas.registry;

import io.holdfast.schemas.registry.RegistryException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.avro.Schema;

/**
 * Remembers what cannot change: which schema an id stands for, and which id a schema of a subject
 * has. That an id is unknown is remembered for a short while only, so that a flood of records with
 * bad ids does not become a flood of requests.
 */
public final class CachedSchemaRegistry implements SchemaRegistry {

  static final Duration UNKNOWN_FOR = Duration.ofSeconds(10);

  /** Bad ids are random: beyond this many the memory of them is dropped at once. */
  static final int UNKNOWN_AT_MOST = 10_000;

  private final SchemaRegistry registry;
  private final LongSupplier nanoTime;
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<SubjectSchema, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Unknown> unknown = new ConcurrentHashMap<>();

  public CachedSchemaRegistry(SchemaRegistry registry) {
    this(registry, System::nanoTime);
  }

  CachedSchemaRegistry(SchemaRegistry registry, LongSupplier nanoTime) {
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  @Override
  public int register(String subject, Schema schema) {
    var key = new SubjectSchema(subject, schema.toString());
    Integer known = ids.get(key);
    if (known == null) {
      known = registry.register(subject, schema);
      ids.put(key, known);
      unknown.remove(known);
    }
    return known;
  }

  @Override
  public Schema schema(int id) {
    Schema known = schemas.get(id);
    if (known == null) {
      known = ask(id);
      schemas.put(id, known);
    }
    return known;
  }

  private Schema ask(int id) {
    Unknown remembered = unknown.get(id);
    if (remembered != null && nanoTime.getAsLong() - remembered.since() < UNKNOWN_FOR.toNanos()) {
      throw new RegistryException(Reason.NOT_FOUND, remembered.answer());
    }
    try {
      Schema schema = registry.schema(id);
      unknown.remove(id);
      return schema;
    } catch (RegistryException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        if (unknown.size() >= UNKNOWN_AT_MOST) {
          unknown.clear();
        }
        unknown.put(id, new Unknown(e.getMessage(), nanoTime.getAsLong()));
      }
      throw e;
    }
  }

  @Override
  public int id(String subject, Schema schema) {
    var key = new SubjectSchema(subject, schema.toString());
    Integer known = ids.get(key);
    if (known == null) {
      known = registry.id(subject, schema);
      ids.put(key, known);
    }
    return known;
  }

  @Override
  public RegisteredSchema latest(String subject) {
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

  private record SubjectSchema(String subject, String schema) {}

  private record Unknown(String answer, long since) {}
}
