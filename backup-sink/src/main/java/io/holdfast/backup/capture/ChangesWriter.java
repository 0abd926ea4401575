package io.holdfast.backup.capture;

import io.debezium.engine.DebeziumEngine.ChangeConsumer;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import io.debezium.engine.RecordChangeEvent;
import io.holdfast.backup.domain.SessionLog;
import io.holdfast.backup.fault.FaultPoint;
import io.holdfast.records.Commit;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Appends what the source yields to {@code changes.<db>}. A batch is one Kafka transaction, and is
 * marked as processed, from which the slot's confirmation follows, after that transaction was
 * committed.
 *
 * <p>Batches cut across transactions of the database; what a crash leaves open there is void for
 * readers.
 */
final class ChangesWriter implements ChangeConsumer<RecordChangeEvent<SourceRecord>> {

  private final String topic;
  private final Producer<String, SpecificRecord> producer;
  private final SessionLog log;
  private final ChangeKeys keys = new ChangeKeys();
  private final CaptureMetrics metrics;
  private boolean inTransaction;

  ChangesWriter(
      String topic,
      Producer<String, SpecificRecord> producer,
      ChangesTail tail,
      CaptureMetrics metrics) {
    this.topic = topic;
    this.producer = producer;
    this.metrics = metrics;
    this.log = new SessionLog(tail.newest(), tail.position(), this::append);
  }

  @Override
  public void handleBatch(
      List<RecordChangeEvent<SourceRecord>> batch,
      RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    long confirmable = 0;
    for (RecordChangeEvent<SourceRecord> event : batch) {
      Decoded decoded = (Decoded) event.record().value();
      decoded.records().forEach(log::accept);
      confirmable = decoded.confirmable();
    }
    if (log.isOpen()) {
      FaultPoint.INSIDE_TRANSACTION.passed();
    }
    if (inTransaction) {
      producer.commitTransaction();
      inTransaction = false;
    }
    FaultPoint.ACKNOWLEDGED.passed();
    for (RecordChangeEvent<SourceRecord> event : batch) {
      committer.markProcessed(event);
    }
    committer.markBatchFinished();
    FaultPoint.COMMITTED.passed();
    metrics.acknowledged(confirmable);
  }

  private void append(Object record) {
    if (!inTransaction) {
      producer.beginTransaction();
      inTransaction = true;
    }
    producer.send(new ProducerRecord<>(topic, 0, keys.of(record), (SpecificRecord) record));
    FaultPoint.SENT.passed();
    if (record instanceof Commit commit) {
      metrics.transaction(commit);
    }
  }
}
