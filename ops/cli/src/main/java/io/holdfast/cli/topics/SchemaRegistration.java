package io.holdfast.cli.topics;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.registry.Compatibility;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/** Makes the registry know each record of a topic, and how it may evolve. */
final class SchemaRegistration {

  private final SchemaRegistry registry;

  SchemaRegistration(SchemaRegistry registry) {
    this.registry = registry;
  }

  /**
   * Registers what is new; what is there already stays as it is.
   *
   * @return how many records the topic carries
   */
  <V> int of(Topic<?, V> topic) {
    var mode = Compatibility.valueOf(topic.compatibility().name());
    for (Class<? extends V> type : topic.valueTypes()) {
      String subject = topic.subject(type);
      registry.register(subject, schema(type));
      if (!registry.compatibility(subject).equals(Optional.of(mode))) {
        registry.setCompatibility(subject, mode);
      }
    }
    return topic.valueTypes().size();
  }

  private static Schema schema(Class<?> type) {
    return SpecificData.get().getSchema(type);
  }
}
