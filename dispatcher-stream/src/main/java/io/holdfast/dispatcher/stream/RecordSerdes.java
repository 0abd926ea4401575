package io.holdfast.dispatcher.stream;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.serde.AvroSerde;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/** Serializers and deserializers of the contract's topics, by one configuration. */
final class RecordSerdes {

  private final Map<String, Object> properties;

  RecordSerdes(Map<String, Object> properties) {
    this.properties = Map.copyOf(properties);
  }

  <V extends SpecificRecord> Serializer<V> serializer(Topic<String, V> topic) {
    return serde(topic).serializer();
  }

  <V extends SpecificRecord> Deserializer<V> deserializer(Topic<String, V> topic) {
    return serde(topic).deserializer();
  }

  private <V extends SpecificRecord> AvroSerde<V> serde(Topic<String, V> topic) {
    var settings = new HashMap<>(properties);
    if (topic.valueTypes().size() > 1) {
      settings.put("value.subject.name.strategy", "TopicRecordNameStrategy");
    }
    return AvroSerde.ofValues(topic.valueTypes(), settings);
  }
}
