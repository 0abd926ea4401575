package io.holdfast.schemas.admin;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.admin.Finding.Kind;
import io.holdfast.schemas.admin.Step.Action;
import io.holdfast.schemas.registry.Compatibility;
import io.holdfast.schemas.registry.RegistryException;
import io.holdfast.schemas.registry.RegistryException.Reason;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** The subjects of topics in the registry. */
final class Subjects {

  private final SchemaRegistry registry;

  Subjects(SchemaRegistry registry) {
    this.registry = registry;
  }

  List<Step> register(Topic<?, ?> topic) {
    List<Step> steps = new ArrayList<>();
    schemas(topic)
        .forEach(
            (subject, schema) -> {
              boolean begun = hasVersions(subject);
              if (begun) {
                setMode(topic, subject).ifPresent(steps::add);
              }
              steps.add(register(topic, subject, schema));
              if (!begun) {
                setMode(topic, subject).ifPresent(steps::add);
              }
            });
    return steps;
  }

  private Step register(Topic<?, ?> topic, String subject, Schema schema) {
    if (isRegistered(subject, schema)) {
      return new Step(topic.name(), Action.SCHEMA_WAS_THERE, subject);
    }
    int id = registry.register(subject, schema);
    return new Step(topic.name(), Action.SCHEMA_REGISTERED, subject + ", id " + id);
  }

  private Optional<Step> setMode(Topic<?, ?> topic, String subject) {
    Compatibility wanted = topic.compatibility();
    if (registry.compatibility(subject).equals(Optional.of(wanted))) {
      return Optional.empty();
    }
    registry.setCompatibility(subject, wanted);
    return Optional.of(
        new Step(topic.name(), Action.COMPATIBILITY_SET, subject + ", " + wanted.name()));
  }

  List<Finding> compare(Topic<?, ?> topic) {
    List<Finding> findings = new ArrayList<>();
    schemas(topic)
        .forEach(
            (subject, schema) -> {
              schemaFinding(topic, subject, schema).ifPresent(findings::add);
              modeFinding(topic, subject).ifPresent(findings::add);
            });
    return findings;
  }

  private Optional<Finding> schemaFinding(Topic<?, ?> topic, String subject, Schema schema) {
    if (isRegistered(subject, schema)) {
      return Optional.empty();
    }
    if (registry.isCompatible(subject, schema)) {
      return Optional.of(
          new Finding(
              topic.name(),
              Kind.SCHEMA_MISSING,
              "Subject %s does not have this program's schema yet: run `holdfast topics create`."
                  .formatted(subject)));
    }
    return Optional.of(
        new Finding(
            topic.name(),
            Kind.SCHEMA_INCOMPATIBLE,
            "Subject %s has schemas that this program's may not follow: another version of Holdfast, or something else, writes to %s."
                .formatted(subject, topic.name())));
  }

  private Optional<Finding> modeFinding(Topic<?, ?> topic, String subject) {
    Optional<Compatibility> mode = registry.compatibility(subject);
    if (mode.equals(Optional.of(topic.compatibility())) || !hasVersions(subject)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            topic.name(),
            Kind.COMPATIBILITY,
            "Subject %s has the compatibility %s where the contract says %s: run `holdfast topics create`."
                .formatted(
                    subject,
                    mode.map(Compatibility::name).orElse("of the registry's default"),
                    topic.compatibility())));
  }

  private boolean isRegistered(String subject, Schema schema) {
    return found(() -> registry.id(subject, schema));
  }

  private boolean hasVersions(String subject) {
    return found(() -> registry.latest(subject));
  }

  private static boolean found(Runnable request) {
    try {
      request.run();
      return true;
    } catch (RegistryException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** By subject, in order. */
  private static <V> Map<String, Schema> schemas(Topic<?, V> topic) {
    Map<String, Schema> schemas = new TreeMap<>();
    topic
        .valueTypes()
        .forEach(type -> schemas.put(topic.subject(type), SpecificData.get().getSchema(type)));
    return schemas;
  }
}
