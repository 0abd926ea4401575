package io.holdfast.health.stream;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/** Reads a part of a partition again. */
public interface LogReader {

  /** Takes one record as it is. */
  interface Taker {
    void take(long offset, long brokerMillis, Headers headers, byte[] key, byte[] value);
  }

  /**
   * Hands over every record from {@code from} on, before {@code to}, in order; those that the log
   * does not have any more are left out.
   *
   * @throws org.apache.kafka.common.KafkaException when they cannot be had in time
   */
  void read(TopicPartition partition, long from, long to, Taker taker);
}
