package io.holdfast.backup.capture;

import io.holdfast.records.Commit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What capture tells about itself. Thread-safe. */
public final class CaptureMetrics {

  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong appended = new AtomicLong();
  private final Counter transactions;
  private final Counter records;
  private volatile double retained = Double.NaN; // until it was measured

  public CaptureMetrics(MeterRegistry registry) {
    transactions =
        Counter.builder("holdfast.capture.transactions")
            .description("Transactions appended to the changes topic")
            .register(registry);
    records =
        Counter.builder("holdfast.capture.records")
            .description("Records of these transactions, without Begin and Commit")
            .register(registry);
    Gauge.builder("holdfast.capture.acknowledged.lsn", acknowledged, AtomicLong::doubleValue)
        .description("Position in the write-ahead log up to which Kafka holds everything")
        .register(registry);
    Gauge.builder("holdfast.capture.retained.wal", this, metrics -> metrics.retained)
        .baseUnit("bytes")
        .description("Write-ahead log that the slot holds back on the source")
        .register(registry);
  }

  void acknowledged(long lsn) {
    appended.incrementAndGet();
    if (lsn != 0) {
      acknowledged.set(lsn);
    }
  }

  void transaction(Commit commit) {
    transactions.increment();
    records.increment(commit.getRecords());
  }

  /** Notes how much log the slot holds back, in bytes. */
  public void retained(long bytes) {
    retained = bytes;
  }

  /** How many batches were appended so far: unchanged means idle. */
  public long batches() {
    return appended.get();
  }
}
