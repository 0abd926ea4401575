package io.holdfast.schemas.registry;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * Schemas by id and by subject. Safe for use by several threads. Every method throws {@link
 * RegistryException} when the registry cannot be asked or says no.
 */
public interface SchemaRegistry {

  /**
   * The registry that the configuration names, with retries and a cache in front. Equal
   * configurations share one.
   *
   * <p>Keys are Confluent's: {@code schema.registry.url} (several, separated by commas; {@code
   * mock://scope} is one in this process), {@code basic.auth.credentials.source} ({@code URL},
   * {@code USER_INFO}), {@code basic.auth.user.info} ({@code user:password}), {@code
   * schema.registry.ssl.*} (as Kafka's {@code ssl.*}), {@code http.connect.timeout.ms}, {@code
   * http.read.timeout.ms}, {@code max.retries}, {@code retries.wait.ms}, {@code
   * retries.max.wait.ms}. Others are not looked at.
   *
   * @throws org.apache.kafka.common.config.ConfigException if one of them is missing or wrong
   */
  static SchemaRegistry from(Map<String, ?> config) {
    return SharedRegistries.get(RegistryConfig.from(config));
  }

  /**
   * The id of the schema, which becomes the newest version of the subject unless it is one already.
   *
   * <p>{@code INCOMPATIBLE} if it may not follow the earlier versions, {@code INVALID} if it is not
   * accepted as a schema.
   */
  int register(String subject, Schema schema);

  /** The schema with that id; {@code NOT_FOUND} if there is none. */
  Schema schema(int id);

  /**
   * The id of a schema that is a version of the subject already; {@code NOT_FOUND} if it is not.
   */
  int id(String subject, Schema schema);

  /** The newest version of the subject; {@code NOT_FOUND} if it has none. */
  RegisteredSchema latest(String subject);

  /** The mode set for this subject; empty where the registry's own default holds. */
  Optional<Compatibility> compatibility(String subject);

  /** Sets the mode of a subject, whether it has a version yet or not. */
  void setCompatibility(String subject, Compatibility mode);

  /** Whether the schema could become the next version of the subject. Any may be the first. */
  boolean isCompatible(String subject, Schema schema);
}
