package io.holdfast.schemas.serde;

import io.holdfast.schemas.registry.RegisteredSchema;
import io.holdfast.schemas.registry.RegistryException;
import io.holdfast.schemas.registry.RegistryException.Reason;
import io.holdfast.schemas.registry.SchemaRegistry;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.kafka.common.errors.SerializationException;

/** How a serializer comes by the id that it puts in front of a record. */
enum IdLookup {
  /** {@code auto.register.schemas=true}: the schema is registered if it is not. */
  REGISTER {
    @Override
    int id(SchemaRegistry registry, String subject, Schema schema) {
      return registry.register(subject, schema);
    }
  },
  /** The schema must be a version of the subject, text for text. */
  EXACT {
    @Override
    int id(SchemaRegistry registry, String subject, Schema schema) {
      try {
        return registry.id(subject, schema);
      } catch (RegistryException e) {
        if (e.reason() == Reason.NOT_FOUND) {
          throw new SerializationException(
              "The schema %s is not registered under subject %s: register it, or set auto.register.schemas=true."
                  .formatted(schema.getFullName(), subject),
              e);
        }
        throw e;
      }
    }
  },
  /** {@code use.latest.version=true}: the newest version is taken, if its bytes are the same. */
  LATEST {
    @Override
    int id(SchemaRegistry registry, String subject, Schema schema) {
      RegisteredSchema latest = registry.latest(subject);
      if (!canonical(latest.schema()).equals(canonical(schema))) {
        throw new SerializationException(
            "Version %d of subject %s is not written as this program writes %s: set use.latest.version=false."
                .formatted(latest.version(), subject, schema.getFullName()));
      }
      return latest.id();
    }
  };

  abstract int id(SchemaRegistry registry, String subject, Schema schema);

  private static String canonical(Schema schema) {
    return SchemaNormalization.toParsingForm(schema);
  }
}
