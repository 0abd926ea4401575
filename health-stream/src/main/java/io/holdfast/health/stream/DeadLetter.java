package io.holdfast.health.stream;

import io.holdfast.health.domain.Refusal;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.kafka.common.header.Headers;

/**
 * Why a record was not taken, for the headers of its dead letter. They are named as Kafka Streams
 * names those of its own dead letters (KIP-1034), with the one word of the reason as the exception.
 *
 * @param reason one word; also the metric's label
 * @param words one sentence
 */
record DeadLetter(String reason, String words) {

  static DeadLetter of(Refusal refusal) {
    return new DeadLetter(refusal.label(), refusal.words());
  }

  static DeadLetter of(MalformedRecordException malformed) {
    String reason = malformed.reason().name().toLowerCase(Locale.ROOT);
    return new DeadLetter(reason, malformed.getMessage());
  }

  void addTo(Headers headers, String topic, int partition, long offset) {
    add(headers, "exception", reason);
    add(headers, "message", words);
    add(headers, "topic", topic);
    add(headers, "partition", Integer.toString(partition));
    add(headers, "offset", Long.toString(offset));
  }

  private static void add(Headers headers, String name, String value) {
    headers.add("__streams.errors." + name, value.getBytes(StandardCharsets.UTF_8));
  }
}
