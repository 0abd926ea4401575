package io.holdfast.schemas.serde;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import io.holdfast.schemas.registry.SchemaRegistry;
import io.holdfast.schemas.signature.Signer;
import io.holdfast.schemas.signature.TrustedKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/**
 * Confluent's configuration keys as far as they are heeded, beside those of {@link
 * SchemaRegistry#from}.
 *
 * @param lookup how a serializer comes by the id of a schema
 * @param maxRecordBytes longest record that is written or read, bytes
 * @param signer who signs what is written, if anybody does
 * @param trusted keys of those whose records must be signed
 */
record SerdeConfig(
    SchemaRegistry registry,
    IdLookup lookup,
    SubjectNaming naming,
    int maxRecordBytes,
    Optional<Signer> signer,
    TrustedKeys trusted) {

  static final String AUTO_REGISTER = "auto.register.schemas";
  static final String USE_LATEST = "use.latest.version";
  static final String SPECIFIC_READER = "specific.avro.reader";
  static final String MAX_RECORD_BYTES = "max.record.bytes";
  private static final String SIGNING_KEY = "holdfast.signing.key.file";
  private static final String TRUSTED_KEYS = "holdfast.trusted.keys.file";
  private static final String VALUE_NAMING = "value.subject.name.strategy";
  private static final String KEY_NAMING = "key.subject.name.strategy";

  /** Records are not files: far above anything meant, far below what hurts. */
  private static final int MAX_RECORD_BYTES_DEFAULT = 4 * 1024 * 1024;

  private static final ConfigDef KEYS =
      new ConfigDef()
          .define(AUTO_REGISTER, Type.BOOLEAN, true, Importance.MEDIUM, "")
          .define(USE_LATEST, Type.BOOLEAN, false, Importance.LOW, "")
          .define(SPECIFIC_READER, Type.BOOLEAN, true, Importance.LOW, "")
          .define(SIGNING_KEY, Type.STRING, null, Importance.LOW, "")
          .define(TRUSTED_KEYS, Type.STRING, null, Importance.LOW, "")
          .define(
              MAX_RECORD_BYTES,
              Type.INT,
              MAX_RECORD_BYTES_DEFAULT,
              atLeast(WireFormat.HEADER_BYTES),
              Importance.LOW,
              "");

  static SerdeConfig from(Map<String, ?> settings, boolean isKey) {
    var config = new AbstractConfig(KEYS, settings, false);
    if (!config.getBoolean(SPECIFIC_READER)) {
      throw new ConfigException(
          SPECIFIC_READER,
          false,
          "this serde reads generated classes only: leave it out, or use GenericAvroDeserializer");
    }
    String namingKey = isKey ? KEY_NAMING : VALUE_NAMING;
    Object named = settings.get(namingKey);
    return new SerdeConfig(
        SchemaRegistry.from(settings),
        lookup(config),
        named == null ? SubjectNaming.TopicNameStrategy : SubjectNaming.parse(namingKey, named),
        config.getInt(MAX_RECORD_BYTES),
        signer(config.getString(SIGNING_KEY)),
        trusted(config.getString(TRUSTED_KEYS)));
  }

  private static Optional<Signer> signer(String file) {
    try {
      return file == null ? Optional.empty() : Optional.of(Signer.of(Path.of(file)));
    } catch (IOException e) {
      throw new ConfigException(SIGNING_KEY, file, e.getMessage());
    }
  }

  private static TrustedKeys trusted(String file) {
    try {
      return file == null ? TrustedKeys.none() : TrustedKeys.of(Path.of(file));
    } catch (IOException e) {
      throw new ConfigException(TRUSTED_KEYS, file, e.getMessage());
    }
  }

  static int maxRecordBytes(Map<String, ?> settings) {
    return new AbstractConfig(KEYS, settings, false).getInt(MAX_RECORD_BYTES);
  }

  private static IdLookup lookup(AbstractConfig config) {
    if (config.getBoolean(AUTO_REGISTER)) {
      return IdLookup.REGISTER;
    }
    return config.getBoolean(USE_LATEST) ? IdLookup.LATEST : IdLookup.EXACT;
  }
}
