package io.holdfast.schemas.registry;

import java.util.Objects;
import org.apache.avro.Schema;

/**
 * A schema as a registry knows it.
 *
 * @param id what stands in front of each record written with it; one id per content, whatever the
 *     subject
 * @param version its number within the subject, from 1
 */
public record RegisteredSchema(int id, int version, Schema schema) {
  public RegisteredSchema {
    Objects.requireNonNull(schema, "schema");
  }
}
