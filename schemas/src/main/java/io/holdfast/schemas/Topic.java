package io.holdfast.schemas;

import static java.util.Objects.requireNonNull;

import io.holdfast.schemas.registry.Compatibility;
import io.holdfast.schemas.serde.AvroSerde;
import io.holdfast.schemas.serde.SubjectNaming;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Utils;

/**
 * One topic of the contract: what is in it and how Kafka keeps it.
 *
 * @param name full name, prefix included
 * @param keyType type of the keys: {@code String} (UTF-8) or {@code byte[]}
 * @param valueTypes records that it carries; empty where the values are bytes of other topics
 * @param partitions fixed for life; changeable only before first use
 * @param partitionedBy what decides a record's partition
 * @param retention how long records are kept; empty: for ever, or as long as they are the newest of
 *     their key
 * @param cleanup how Kafka removes what is old
 * @param timestamps whose clock stamps the records
 * @param compatibility how its schemas may evolve: {@code FULL_TRANSITIVE} where agents, which
 *     upgrade in any order, write or read, else {@code BACKWARD_TRANSITIVE}
 * @param <K> type of the keys
 * @param <V> common type of the values
 */
public record Topic<K, V>(
    String name,
    Class<K> keyType,
    List<Class<? extends V>> valueTypes,
    int partitions,
    PartitionedBy partitionedBy,
    Optional<Duration> retention,
    Cleanup cleanup,
    Timestamps timestamps,
    Compatibility compatibility) {

  /** What decides a record's partition. */
  public enum PartitionedBy {
    /** The key, by Kafka's own murmur2. Records without a key name their partition. */
    KEY,
    /** The pool in the value, hashed like a key, so that one task sees a whole pool in order. */
    POOL,
    /** There is one partition and so one order. */
    SINGLE
  }

  /** How Kafka removes what is old; {@link #config} is the value of {@code cleanup.policy}. */
  public enum Cleanup {
    COMPACT("compact"),
    DELETE("delete");

    private final String config;

    Cleanup(String config) {
      this.config = config;
    }

    public String config() {
      return config;
    }
  }

  /** Whose clock stamps the records; {@link #config} is {@code message.timestamp.type}. */
  public enum Timestamps {
    BROKER("LogAppendTime"),
    PRODUCER("CreateTime");

    private final String config;

    Timestamps(String config) {
      this.config = config;
    }

    public String config() {
      return config;
    }
  }

  public Topic {
    requireNonNull(name);
    requireNonNull(keyType);
    valueTypes = List.copyOf(valueTypes);
    requireNonNull(partitionedBy);
    requireNonNull(retention);
    requireNonNull(cleanup);
    requireNonNull(timestamps);
    requireNonNull(compatibility);
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "Topic " + name + " needs at least 1 partition, not " + partitions);
    }
  }

  /**
   * The registry subject of one of the values: {@code <topic>-value} where the topic carries one
   * type, else {@code <topic>-<record>} (Confluent's TopicRecordNameStrategy).
   */
  public String subject(Class<? extends V> valueType) {
    if (!valueTypes.contains(valueType)) {
      throw new IllegalArgumentException(
          "Topic " + name + " does not carry " + valueType.getName());
    }
    return valueTypes.size() == 1 ? name + "-value" : name + "-" + valueType.getName();
  }

  /** UTF-8 strings, or bytes as they are. */
  public Serde<K> keySerde() {
    return Serdes.serdeFrom(keyType);
  }

  /**
   * Reads and writes the values: the types of this topic and no others, under the subjects of this
   * topic, or bytes as they are where it declares no type.
   *
   * @param settings Confluent's configuration keys, {@code schema.registry.url} at least
   * @throws org.apache.kafka.common.config.ConfigException if a setting is missing or wrong
   */
  @SuppressWarnings("unchecked")
  public Serde<V> valueSerde(Map<String, ?> settings) {
    if (valueTypes.isEmpty()) {
      return (Serde<V>) Serdes.ByteArray();
    }
    Map<String, Object> contract = new HashMap<>(settings);
    contract.put("value.subject.name.strategy", subjectNaming().name());
    var types = (List<Class<? extends SpecificRecord>>) (List<?>) valueTypes;
    return (Serde<V>) AvroSerde.ofValues(types, contract);
  }

  private SubjectNaming subjectNaming() {
    return valueTypes.size() == 1
        ? SubjectNaming.TopicNameStrategy
        : SubjectNaming.TopicRecordNameStrategy;
  }

  /**
   * The partition that a key, or a pool, belongs to: Kafka's default partitioner, so that records
   * produced by any client land where ours do.
   *
   * @param partitions actual count of the topic's partitions
   */
  public int partitionOf(String keyOrPool, int partitions) {
    byte[] bytes = keyOrPool.getBytes(StandardCharsets.UTF_8);
    return Utils.toPositive(Utils.murmur2(bytes)) % partitions;
  }

  /** The same, for the count of partitions of the contract. */
  public int partitionOf(String keyOrPool) {
    return partitionOf(keyOrPool, partitions);
  }

  /** This topic with another count of partitions, for before its first use. */
  public Topic<K, V> withPartitions(int count) {
    return new Topic<>(
        name,
        keyType,
        valueTypes,
        count,
        partitionedBy,
        retention,
        cleanup,
        timestamps,
        compatibility);
  }

  @Override
  public String toString() {
    return name;
  }
}
