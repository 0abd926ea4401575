package io.holdfast.console.follow;

import io.holdfast.console.config.ConsoleConfig;
import io.holdfast.console.domain.World;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Service;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.registry.RegistryException;
import io.holdfast.schemas.serde.AvroDeserializer;
import io.holdfast.schemas.serde.MalformedRecordException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics into the world: committed records only, outside any consumer group, so nothing
 * is written to the cluster.
 */
public final class Follower implements Part {

  private static final Logger log = LoggerFactory.getLogger(Follower.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final ConsoleConfig config;
  private final Service service;
  private final SharedWorld world;
  private final Topics topics;
  private final Condition reading;
  private final AvroDeserializer<SpecificRecord> values = new AvroDeserializer<>();
  private final Counter records;
  private final Counter unreadable;
  private final Thread thread = new Thread(this::follow, "follower");
  private KafkaConsumer<byte[], byte[]> consumer;
  private Positions positions;
  private volatile boolean stopping;

  public Follower(ConsoleConfig config, Service service, SharedWorld world) {
    this.config = config;
    this.service = service;
    this.world = world;
    this.topics = Topics.withPrefix(config.kafka().topicPrefix());
    this.reading = service.condition("topics", "not read to their ends yet");
    this.records =
        Counter.builder("holdfast.console.records")
            .description("Records read from the topics")
            .register(service.metrics());
    this.unreadable =
        Counter.builder("holdfast.console.unreadable")
            .description("Records that could not be decoded, and are not shown")
            .register(service.metrics());
    values.configure(config.registry().serdeProperties(), false);
  }

  @Override
  public void start() {
    consumer =
        new KafkaConsumer<>(
            config
                .kafka()
                .clientProperties(
                    Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        "holdfast-console",
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        20_000,
                        ConsumerConfig.FETCH_MIN_BYTES_CONFIG,
                        16 * 1024,
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        250)),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    service.bind(new KafkaClientMetrics(consumer));
    positions = new Positions(consumer, topics, config.history());
    thread.start();
  }

  private void follow() {
    try {
      positions.assign();
      while (!stopping) {
        positions.adoptNew();
        if (positions.isNothingThere()) {
          reading.unmet("the cluster has no topics: holdfast topics create");
          TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
          continue;
        }
        fold(consumer.poll(POLL));
        if (!world.isCaughtUp() && positions.reached()) {
          world.caughtUp();
          reading.met();
          log.atInfo().addKeyValue("records", (long) records.count()).log("caught up");
        }
      }
    } catch (WakeupException e) {
      if (!stopping) {
        service.fail("follower", e);
      }
    } catch (RuntimeException | InterruptedException | Error e) {
      if (!stopping) {
        service.fail("follower", e);
      }
    } finally {
      consumer.close();
    }
  }

  private void fold(ConsumerRecords<byte[], byte[]> polled) throws InterruptedException {
    if (polled.isEmpty()) {
      return;
    }
    var decoded = new SpecificRecord[polled.count()];
    int at = 0;
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      decoded[at++] = decode(record);
    }
    world.change(
        w -> {
          int i = 0;
          for (ConsumerRecord<byte[], byte[]> record : polled) {
            SpecificRecord value = decoded[i++];
            if (value != null) {
              w.accept(value, record.timestamp());
            } else if (record.value() == null) {
              gone(w, record);
            }
          }
        });
    records.increment(polled.count());
  }

  /** Null for a tombstone, and for bytes that will never be a record. */
  private SpecificRecord decode(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    while (true) {
      try {
        return values.deserialize(record.topic(), record.value());
      } catch (MalformedRecordException e) {
        unreadable.increment();
        log.atWarn()
            .addKeyValue("topic", record.topic())
            .addKeyValue("partition", record.partition())
            .addKeyValue("offset", record.offset())
            .addKeyValue("why", e.getMessage())
            .log("a record cannot be read and is not shown");
        return null;
      } catch (RegistryException e) {
        if (stopping) {
          throw e;
        }
        log.atWarn().addKeyValue("why", e.getMessage()).log("a schema cannot be fetched");
        TimeUnit.MILLISECONDS.sleep(RETRY.toMillis());
      }
    }
  }

  private void gone(World w, ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      return;
    }
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (record.topic().equals(topics.nodes().name())
        || record.topic().equals(topics.nodeStatus().name())) {
      w.nodeGone(key);
    } else if (record.topic().equals(topics.placements().name())) {
      w.workloadGone(key);
    }
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    stopping = true;
    if (consumer != null) {
      consumer.wakeup();
    }
    thread.join(Math.max(1, within.toMillis()));
  }
}
