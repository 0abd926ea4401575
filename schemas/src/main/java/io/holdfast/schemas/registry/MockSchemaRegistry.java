package io.holdfast.schemas.registry;

import io.holdfast.schemas.registry.RegistryException.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;

/**
 * A registry in this process, for tests. {@code mock://scope} names one that is shared by all who
 * name the same scope.
 *
 * <p>It judges as a Confluent registry does whose default is BACKWARD: one id per text of a schema,
 * in all subjects.
 */
public final class MockSchemaRegistry implements SchemaRegistry {

  private static final Map<String, MockSchemaRegistry> SCOPES = new ConcurrentHashMap<>();

  private final List<Schema> byId = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<String, List<Schema>> versions = new HashMap<>();
  private final Map<String, Compatibility> modes = new HashMap<>();

  /** The registry of that scope, made at the first call. */
  public static MockSchemaRegistry scope(String scope) {
    return SCOPES.computeIfAbsent(scope, s -> new MockSchemaRegistry());
  }

  @Override
  public synchronized int register(String subject, Schema schema) {
    var earlier = versions.computeIfAbsent(subject, s -> new ArrayList<>());
    if (versionOf(earlier, schema) == 0) {
      if (!SchemaCompatibility.allows(mode(subject), schema, earlier)) {
        throw new RegistryException(
            Reason.INCOMPATIBLE,
            "The schema %s may not follow the earlier ones of subject %s, whose compatibility is %s."
                .formatted(schema.getFullName(), subject, mode(subject)));
      }
      earlier.add(schema);
    }
    return ids.computeIfAbsent(
        schema.toString(),
        text -> {
          byId.add(schema);
          return byId.size();
        });
  }

  @Override
  public synchronized Schema schema(int id) {
    if (id < 1 || id > byId.size()) {
      throw new RegistryException(Reason.NOT_FOUND, "There is no schema with id %d.".formatted(id));
    }
    return byId.get(id - 1);
  }

  @Override
  public synchronized int id(String subject, Schema schema) {
    if (versionOf(versions.getOrDefault(subject, List.of()), schema) == 0) {
      throw new RegistryException(
          Reason.NOT_FOUND,
          "The schema %s is not a version of subject %s.".formatted(schema.getFullName(), subject));
    }
    return ids.get(schema.toString());
  }

  @Override
  public synchronized RegisteredSchema latest(String subject) {
    var all = versions.getOrDefault(subject, List.of());
    if (all.isEmpty()) {
      throw new RegistryException(
          Reason.NOT_FOUND, "Subject %s has no version.".formatted(subject));
    }
    Schema newest = all.get(all.size() - 1);
    return new RegisteredSchema(ids.get(newest.toString()), all.size(), newest);
  }

  @Override
  public synchronized Optional<Compatibility> compatibility(String subject) {
    return Optional.ofNullable(modes.get(subject));
  }

  @Override
  public synchronized void setCompatibility(String subject, Compatibility mode) {
    modes.put(subject, mode);
  }

  @Override
  public synchronized boolean isCompatible(String subject, Schema schema) {
    return SchemaCompatibility.allows(
        mode(subject), schema, versions.getOrDefault(subject, List.of()));
  }

  private Compatibility mode(String subject) {
    return modes.getOrDefault(subject, Compatibility.BACKWARD);
  }

  /** 0 if it is none of them. */
  private static int versionOf(List<Schema> versions, Schema schema) {
    String text = schema.toString();
    for (int i = 0; i < versions.size(); i++) {
      if (versions.get(i).toString().equals(text)) {
        return i + 1;
      }
    }
    return 0;
  }
}
