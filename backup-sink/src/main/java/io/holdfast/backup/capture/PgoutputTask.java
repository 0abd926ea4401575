package io.holdfast.backup.capture;

import io.holdfast.backup.domain.PgOutput;
import io.holdfast.records.Change;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Commit;
import io.holdfast.records.Message;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * Reads a slot. One poll is one {@link SourceRecord} whose value is a {@link Decoded}: the engine
 * hands records around one by one, and a change is too small for that.
 *
 * <p>The engine calls {@link #commitRecord} once a poll's records are acknowledged by Kafka, and
 * {@link #commit} after its own bookkeeping; only then does the next status to the server confirm
 * the slot. The engine's stored offset is never read: the slot is the only position.
 */
public final class PgoutputTask extends SourceTask {

  /**
   * A poll ends at either limit; a value in parts may pass the second by one part. Fault tests make
   * the first small, so that batches end anywhere.
   */
  private static final int MAX_RECORDS = Integer.getInteger("holdfast.capture.batch", 8192);

  private static final int MAX_BYTES = 4 << 20;

  /**
   * Values of a record beyond this travel in parts, so that no record comes near Kafka's limit of 1
   * MiB.
   */
  private static final int PART_BYTES = 512 << 10;

  private static final int RECORD_OVERHEAD_BYTES = 64;
  private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final String END = "end";

  private volatile long acknowledged;
  private volatile long confirmed;
  private SlotStream stream;
  private PgOutput pgOutput;
  private long confirmable;

  @Override
  public void start(Map<String, String> settings) {
    PgoutputSettings parsed = PgoutputSettings.parse(settings);
    pgOutput = new PgOutput(parsed.session(), PART_BYTES);
    try {
      stream = SlotStream.open(parsed);
    } catch (SQLException | ChainEndedException e) {
      throw new ConnectException("the slot cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public List<SourceRecord> poll() {
    try {
      stream.confirm(confirmed);
      List<Object> records = read();
      if (records.isEmpty()) {
        return null;
      }
      return List.of(
          new SourceRecord(
              Map.of(),
              Map.of(END, confirmable),
              "changes",
              null,
              null,
              new Decoded(records, confirmable)));
    } catch (SQLException e) {
      throw new ConnectException("the stream of the slot broke: " + e.getMessage(), e);
    }
  }

  private List<Object> read() throws SQLException {
    List<Object> records = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    int bytes = 0;
    while (records.size() < MAX_RECORDS && bytes < MAX_BYTES) {
      Object record = pgOutput.next();
      if (record != null) {
        records.add(record);
        remember(record);
        bytes += record instanceof ChangePart ? PART_BYTES : RECORD_OVERHEAD_BYTES;
        continue;
      }
      ByteBuffer message = stream.next();
      if (message != null) {
        bytes += Math.min(message.remaining(), PART_BYTES);
        pgOutput.accept(message);
      } else if (!records.isEmpty()
          || System.nanoTime() > deadline
          || Thread.currentThread().isInterrupted()) {
        break;
      } else {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return records;
  }

  private void remember(Object record) {
    if (record instanceof Change) {
      return;
    }
    if (record instanceof Commit commit) {
      confirmable = commit.getKey().getEndLsn();
    } else if (record instanceof Message message && !message.getTransactional()) {
      confirmable = message.getEndLsn();
    }
  }

  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    acknowledged = (Long) record.sourceOffset().get(END);
  }

  @Override
  public void commit() {
    confirmed = acknowledged;
  }

  @Override
  public void stop() {
    if (stream != null) {
      stream.close();
    }
  }

  @Override
  public String version() {
    return "1";
  }
}
