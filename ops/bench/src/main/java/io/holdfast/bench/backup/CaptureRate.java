package io.holdfast.bench.backup;

import io.holdfast.backup.kafka.Clients;
import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.records.Change;
import io.holdfast.schemas.Topic;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Capture up to Kafka's acknowledgement, beside the same log read with the same plug-in and thrown
 * away, and beside Debezium's own connector. By the broker's times of the first and the last
 * change, so that starting counts for neither.
 */
public final class CaptureRate {

  private static final String PLAIN_SLOT = "plain";

  private final Effort effort;
  private final Report report;
  private final BackupWorld world;

  public CaptureRate(Effort effort, Report report, BackupWorld world) {
    this.effort = effort;
    this.report = report;
    this.world = world;
  }

  /** With the backup running; ends it. */
  public void run() throws Exception {
    world.stopBackup();
    world.execute("CREATE TABLE stream (id bigint PRIMARY KEY, v int, pad text)");
    for (int size : new int[] {1, 50, 5000}) {
      measure(size);
    }
  }

  private void measure(int size) throws Exception {
    int rows = size == 1 ? effort.of(240_000, 3_000) : effort.of(500_000, 20_000);
    world.execute("SELECT pg_create_logical_replication_slot('" + PLAIN_SLOT + "', 'pgoutput')");
    DebeziumPeer peer = new DebeziumPeer(world, "debezium-" + size);
    peer.begin();
    load(rows, size);
    long end = LogSequenceNumber.valueOf(world.ask("SELECT pg_current_wal_lsn()")).asLong();
    double plain = rows / readPlain(end);
    world.execute("SELECT pg_drop_replication_slot('" + PLAIN_SLOT + "')");
    double debezium = rows / peer.capture(rows);
    double ours = rows / capture(rows, end);
    String name = "backup.capture.rows-a-transaction-" + size;
    report.add(Figure.of(name + ".plain-stream", plain, "rows/s"));
    report.add(Figure.of(name, ours, "rows/s"));
    report.add(Figure.of(name + ".of-plain-stream", ours / plain, "x").atLeast(0.5));
    report.add(Figure.of(name + ".debezium", debezium, "rows/s"));
    report.add(Figure.of(name + ".of-debezium", ours / debezium, "x").atLeast(2));
    world.execute("TRUNCATE stream");
  }

  private void load(int rows, int size) throws Exception {
    try (Connection connection = world.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO stream SELECT i, i, repeat('x', 50) FROM generate_series(?, ?) i")) {
      for (int from = 1; from <= rows; from += size) {
        insert.setLong(1, from);
        insert.setLong(2, Math.min(rows, from + size - 1L));
        insert.executeUpdate();
      }
    }
  }

  /** Seconds from the first message to the end of the log. */
  private double readPlain(long end) throws Exception {
    try (Connection connection = world.database("orders").connectForReplication();
        PGReplicationStream stream =
            connection
                .unwrap(PGConnection.class)
                .getReplicationAPI()
                .replicationStream()
                .logical()
                .withSlotName(PLAIN_SLOT)
                .withSlotOption("proto_version", "1")
                .withSlotOption("publication_names", "holdfast")
                .start()) {
      long began = 0;
      while (stream.getLastReceiveLSN().asLong() < end) {
        ByteBuffer message = stream.readPending();
        if (message == null) {
          TimeUnit.MICROSECONDS.sleep(200);
        } else if (began == 0) {
          began = System.nanoTime();
        }
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }

  /** Nobody reads what is written until all of it is. */
  private double capture(int rows, long end) throws Exception {
    var config = world.config();
    Topic<String, SpecificRecord> topic = config.topics().changes(config.database());
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    try (KafkaConsumer<String, SpecificRecord> consumer =
        new Clients(config.kafka(), config.registry()).committed(topic, "bench")) {
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      consumer.position(partition);
      world.run("", "", "capture");
      world.await("the end of the log", () -> confirmed(config.slot()) >= end);
      world.stopBackup();
      return Math.max(1, span(consumer, rows)) / 1e3;
    }
  }

  private long confirmed(String slot) throws Exception {
    return LogSequenceNumber.valueOf(
            world.ask(
                "SELECT confirmed_flush_lsn FROM pg_replication_slots WHERE slot_name = '%s'"
                    .formatted(slot)))
        .asLong();
  }

  /** Milliseconds from the first change to the last. */
  private static long span(KafkaConsumer<String, SpecificRecord> consumer, int rows) {
    long first = 0;
    long last = 0;
    int seen = 0;
    while (seen < rows) {
      for (ConsumerRecord<String, SpecificRecord> record : consumer.poll(Duration.ofSeconds(1))) {
        if (record.value() instanceof Change) {
          seen++;
          first = first == 0 ? record.timestamp() : first;
          last = record.timestamp();
        }
      }
    }
    return last - first;
  }
}
