package io.holdfast.bench.backup;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.format.Json;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Debezium's own PostgreSQL connector in the engine that capture runs in, up to Kafka's
 * acknowledgement of each batch, as Debezium Server's sink waits for it. Batches and queue larger
 * than its defaults, JSON without schemas, and this JVM's heap: what makes it fast.
 */
final class DebeziumPeer {

  private static final String SLOT = "peer";

  private final BackupWorld world;
  private final String topic;

  /**
   * @param topic that is made for the changes
   */
  DebeziumPeer(BackupWorld world, String topic) {
    this.world = world;
    this.topic = topic;
  }

  /** What is written from now on is captured. */
  void begin() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", world.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
    }
    world.execute("SELECT pg_create_logical_replication_slot('" + SLOT + "', 'pgoutput')");
  }

  /** Seconds from the first batch to the acknowledgement of the last change; drops the slot. */
  double capture(int rows) throws Exception {
    var consumer = new ToKafka(topic, rows);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Producer<String, String> producer = producer()) {
      consumer.producer = producer;
      try (DebeziumEngine<ChangeEvent<String, String>> engine =
          DebeziumEngine.create(Json.class)
              .using(properties())
              .notifying(consumer)
              .using((success, message, error) -> consumer.ended(message, error))
              .build()) {
        thread.execute(engine);
        consumer.await();
      }
    } finally {
      thread.shutdown();
      thread.awaitTermination(1, TimeUnit.MINUTES);
    }
    world.execute("SELECT pg_drop_replication_slot('" + SLOT + "')");
    return consumer.seconds();
  }

  private Producer<String, String> producer() {
    var settings = new Properties();
    settings.put("bootstrap.servers", world.bootstrapServers());
    settings.put("linger.ms", "5");
    settings.put("batch.size", "262144");
    settings.put("compression.type", "lz4");
    return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
  }

  private Properties properties() {
    var settings = new Properties();
    settings.put("name", "peer");
    settings.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    settings.put("topic.prefix", "peer");
    settings.put("database.hostname", world.postgres().host());
    settings.put("database.port", Integer.toString(world.postgres().port()));
    settings.put("database.user", world.postgres().user());
    settings.put("database.password", world.postgres().password());
    settings.put("database.dbname", BackupWorld.NAME);
    settings.put("plugin.name", "pgoutput");
    settings.put("slot.name", SLOT);
    settings.put("publication.name", "holdfast");
    settings.put("publication.autocreate.mode", "disabled");
    settings.put("snapshot.mode", "no_data");
    settings.put("table.include.list", "public.stream");
    settings.put("max.batch.size", "20000");
    settings.put("max.queue.size", "80000");
    settings.put("poll.interval.ms", "10");
    settings.put("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
    settings.put("key.converter.schemas.enable", "false");
    settings.put("value.converter.schemas.enable", "false");
    return settings;
  }

  private static final class ToKafka
      implements DebeziumEngine.ChangeConsumer<ChangeEvent<String, String>> {

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final String topic;
    private final int rows;
    private Producer<String, String> producer;
    private long began;
    private volatile long ended;
    private int seen;

    ToKafka(String topic, int rows) {
      this.topic = topic;
      this.rows = rows;
    }

    @Override
    public void handleBatch(
        List<ChangeEvent<String, String>> records,
        RecordCommitter<ChangeEvent<String, String>> committer)
        throws InterruptedException {
      began = began == 0 ? System.nanoTime() : began;
      Callback noteFailure =
          (at, error) -> {
            if (error != null) {
              failure.compareAndSet(null, error);
            }
          };
      for (ChangeEvent<String, String> record : records) {
        producer.send(new ProducerRecord<>(topic, record.key(), record.value()), noteFailure);
        committer.markProcessed(record);
      }
      producer.flush();
      committer.markBatchFinished();
      seen += records.size();
      if (seen >= rows) {
        ended = System.nanoTime();
        end.countDown();
      }
    }

    void ended(String message, Throwable error) {
      if (error != null) {
        failure.compareAndSet(null, new IllegalStateException(message, error));
      }
      end.countDown();
    }

    void await() throws InterruptedException {
      if (!end.await(10, TimeUnit.MINUTES) || ended == 0 || failure.get() != null) {
        throw new IllegalStateException(
            "Debezium captured %d of %d rows".formatted(seen, rows), failure.get());
      }
    }

    double seconds() {
      return (ended - began) / 1e9;
    }
  }
}
