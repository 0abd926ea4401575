package io.holdfast.dispatcher.stream;

import io.holdfast.dispatcher.domain.AbsurdRecordException;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can not be read, or can not be meant, goes to the dead-letter topic with its reason, in the
 * same transaction; everything else stops the task, and is tried again.
 *
 * <p>Kafka makes the handlers from a class name, so they find their topic and counter in the
 * settings: {@link #TOPIC}, {@link #COUNTER}.
 */
final class DeadLetters {

  static final String TOPIC = "holdfast.dead.letters.topic";
  static final String COUNTER = "holdfast.dead.letters.counter";

  private static final String ABSURD = "ABSURD";
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private DeadLetters() {}

  /** Bytes that are no record. */
  public static final class Unreadable implements DeserializationExceptionHandler {
    private Letters letters;

    @Override
    public void configure(Map<String, ?> settings) {
      letters = new Letters(settings);
    }

    @Override
    public Response handleError(
        ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception failure) {
      return letters
          .reason(failure)
          .map(
              r ->
                  Response.resume(letters.write(r, failure, context, record.key(), record.value())))
          .orElseGet(Response::fail);
    }
  }

  /** Records that make no sense. */
  public static final class Absurd implements ProcessingExceptionHandler {
    private Letters letters;

    @Override
    public void configure(Map<String, ?> settings) {
      letters = new Letters(settings);
    }

    @Override
    public Response handleError(
        ErrorHandlerContext context, Record<?, ?> record, Exception failure) {
      return letters
          .reason(failure)
          .map(
              r ->
                  Response.resume(
                      letters.write(
                          r, failure, context, context.sourceRawKey(), context.sourceRawValue())))
          .orElseGet(Response::fail);
    }
  }

  /** Counts a dead letter; handed in with the settings. */
  @FunctionalInterface
  interface Counter {
    void count(String topic, String reason);
  }

  private static final class Letters {
    private final String topic;
    private final Counter counter;

    Letters(Map<String, ?> settings) {
      topic = String.valueOf(settings.get(TOPIC));
      counter = settings.get(COUNTER) instanceof Counter given ? given : (t, r) -> {};
    }

    Optional<String> reason(Throwable failure) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof MalformedRecordException malformed) {
          return Optional.of(malformed.reason().name());
        }
        if (cause instanceof AbsurdRecordException) {
          return Optional.of(ABSURD);
        }
      }
      return failure instanceof SerializationException
          ? Optional.of(MalformedRecordException.Reason.CORRUPT.name())
          : Optional.empty();
    }

    List<ProducerRecord<byte[], byte[]>> write(
        String reason, Exception failure, ErrorHandlerContext from, byte[] key, byte[] value) {
      counter.count(from.topic(), reason);
      log.atWarn()
          .addKeyValue("topic", from.topic())
          .addKeyValue("partition", from.partition())
          .addKeyValue("offset", from.offset())
          .addKeyValue("reason", reason)
          .addKeyValue("why", failure.getMessage())
          .log("dead letter");
      var headers = new RecordHeaders();
      headers.add("holdfast.reason", bytes(reason));
      headers.add("holdfast.detail", bytes(String.valueOf(failure.getMessage())));
      headers.add("holdfast.topic", bytes(from.topic()));
      headers.add("holdfast.partition", bytes(Integer.toString(from.partition())));
      headers.add("holdfast.offset", bytes(Long.toString(from.offset())));
      headers.add("holdfast.app", bytes("dispatcher-stream"));
      return List.of(new ProducerRecord<>(topic, null, null, key, value, headers));
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
