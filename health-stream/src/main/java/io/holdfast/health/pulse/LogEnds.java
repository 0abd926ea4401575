package io.holdfast.health.pulse;

import java.util.concurrent.atomic.AtomicReferenceArray;

/** Where the partitions of heartbeats end, as the acknowledged pulses tell. Thread-safe. */
public final class LogEnds {

  /**
   * The end of a partition.
   *
   * @param offset of the next record to come
   * @param brokerMillis broker time of the newest one
   */
  public record End(long offset, long brokerMillis) {}

  private final AtomicReferenceArray<End> ends;

  public LogEnds(int partitions) {
    ends = new AtomicReferenceArray<>(partitions);
  }

  void acknowledged(int partition, long offset, long brokerMillis) {
    var end = new End(offset + 1, brokerMillis);
    ends.accumulateAndGet(partition, end, (a, b) -> a != null && a.offset() >= b.offset() ? a : b);
  }

  /** The newest end known; at least what the record just read tells. */
  public End of(int partition, long readOffset, long readMillis) {
    End known = ends.get(partition);
    return known != null && known.offset() > readOffset
        ? known
        : new End(readOffset + 1, readMillis);
  }
}
