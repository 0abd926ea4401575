package io.holdfast.health.policy;

import io.holdfast.health.pulse.Pulses.Beat;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.PoolPolicy;
import io.holdfast.runtime.Loop;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Service;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends the newest policy of each pool, as a mark, to every partition of the logs: a verdict
 * depends on nothing outside of its partition. Every instance does so for every policy it reads,
 * from the first one on; a mark that is not newer is dropped by the fold.
 */
public final class PolicyHerald implements Part {

  private static final Logger log = LoggerFactory.getLogger(PolicyHerald.class);

  private final Service service;
  private final Supplier<List<Beat>> where;
  private final Topics topics;
  private final Map<String, Object> clients;
  private final Map<String, Object> registry;
  private final Deserializer<PoolPolicy> policies;
  private final Map<String, Producer<String, SpecificRecord>> producers = new HashMap<>();
  private List<Beat> logs = List.of();
  private Consumer<byte[], byte[]> consumer;
  private Loop loop;

  /**
   * @param where marks go; asked at the start
   * @param clients settings of Kafka's clients: address and security
   * @param registry settings of the serializers
   */
  public PolicyHerald(
      Service service,
      Supplier<List<Beat>> where,
      Topics topics,
      Map<String, Object> clients,
      Map<String, Object> registry) {
    this.service = service;
    this.where = where;
    this.topics = topics;
    this.clients = Map.copyOf(clients);
    this.registry = Map.copyOf(registry);
    this.policies = topics.policies().valueSerde(registry).deserializer();
  }

  @Override
  public void start() {
    logs = List.copyOf(where.get());
    for (Beat each : logs) {
      producers.put(each.topic().name(), producer(each));
    }
    consumer = consumer();
    String name = topics.policies().name();
    List<TopicPartition> all =
        consumer.partitionsFor(name).stream()
            .map(partition -> new TopicPartition(name, partition.partition()))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    loop = new Loop("policies", service, this::turn, consumer::wakeup);
    loop.start();
  }

  private Consumer<byte[], byte[]> consumer() {
    var own = new HashMap<String, Object>(clients);
    own.put(ConsumerConfig.CLIENT_ID_CONFIG, "health-stream-policies");
    own.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    own.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    own.put("enable.metrics.push", false);
    return new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Producer<String, SpecificRecord> producer(Beat beat) {
    var own = new HashMap<String, Object>(clients);
    own.put(ProducerConfig.CLIENT_ID_CONFIG, "health-stream-marks-" + beat.topic().name());
    own.put("enable.metrics.push", false);
    // With several, a first batch that is refused while the second is taken is lost: KAFKA-14359.
    own.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    return new KafkaProducer<>(
        own, new StringSerializer(), beat.topic().valueSerde(registry).serializer());
  }

  private void turn() {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
      if (record.value() != null) {
        herald(record);
      }
    }
  }

  private void herald(ConsumerRecord<byte[], byte[]> record) {
    PoolPolicy policy;
    try {
      policy = policies.deserialize(topics.policies().name(), record.value());
    } catch (MalformedRecordException e) {
      // The dispatcher, whose topic it is, buries it.
      log.atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("why", e.getMessage())
          .log("a policy cannot be read");
      return;
    }
    var mark =
        new PolicyMark(
            policy.getPool(), policy.getVersion(), policy.getLiveness(), policy.getBalance());
    for (Beat each : logs) {
      for (int partition = 0; partition < each.partitions(); partition++) {
        append(each, partition, mark);
      }
    }
  }

  private void append(Beat beat, int partition, PolicyMark mark) {
    String topic = beat.topic().name();
    producers
        .get(topic)
        .send(
            new ProducerRecord<>(topic, partition, null, mark),
            (place, failure) -> {
              if (failure != null) {
                log.atError()
                    .setCause(failure)
                    .addKeyValue("topic", topic)
                    .addKeyValue("partition", partition)
                    .addKeyValue("pool", mark.getPool())
                    .log("a policy mark could not be appended; a restart appends it again");
              }
            });
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    if (loop != null) {
      loop.stop(within);
    }
    if (consumer != null) {
      consumer.close();
    }
    producers.values().forEach(producer -> producer.close(Duration.ofSeconds(1)));
  }
}
