package io.holdfast.e2e.faults.liveness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Ends its own process with SIGKILL at a named place. Kafka's clients lead by here: the program
 * itself knows nothing of it. Armed by the system properties {@value #AT} and {@value #PASSING}.
 */
public final class KillPoint
    implements ProducerInterceptor<Object, Object>, ConsumerInterceptor<Object, Object> {

  static final String AT = "holdfast.kill.at";

  /** How many times it passes by before. */
  static final String PASSING = "holdfast.kill.passing";

  /** Where in the life of a task. */
  enum Place {
    BEFORE_A_CHECKPOINT,
    IN_A_CHECKPOINT,
    HEADER_STORED_NOT_COMMITTED,
    AFTER_A_CHECKPOINT,
    BETWEEN_OUTPUT_AND_COMMIT,
    FIRST_RECORD_AFTER_RESTORE
  }

  private static final int HEADER = -1;
  private static final int HEADER_BYTES = 21;

  private static final Place PLACE =
      System.getProperty(AT) == null ? null : Place.valueOf(System.getProperty(AT));
  private static final AtomicInteger passing = new AtomicInteger(Integer.getInteger(PASSING, 0));

  private static volatile boolean headerStored;
  private static volatile boolean verdictSent;

  private String client = "";

  @Override
  public void configure(Map<String, ?> settings) {
    client = String.valueOf(settings.get("client.id"));
  }

  @Override
  public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
    if (isOfCheckpoints(record.topic())) {
      boolean header = ByteBuffer.wrap((byte[]) record.key()).getInt(1) == HEADER;
      if (header && record.value() == null) {
        reached(Place.BEFORE_A_CHECKPOINT);
      } else if (header) {
        reached(Place.IN_A_CHECKPOINT);
      }
    } else if (isOfVerdicts(record.topic()) && ((byte[]) record.key())[0] != '~') {
      verdictSent = true;
    }
    return record;
  }

  @Override
  public void onAcknowledgement(RecordMetadata place, Exception failure) {
    if (failure != null) {
      return;
    }
    if (isOfCheckpoints(place.topic()) && place.serializedValueSize() == HEADER_BYTES) {
      headerStored = true;
      reached(Place.HEADER_STORED_NOT_COMMITTED);
    } else if (isOfVerdicts(place.topic()) && verdictSent) {
      verdictSent = false;
      reached(Place.BETWEEN_OUTPUT_AND_COMMIT);
    }
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (headerStored) {
      headerStored = false;
      reached(Place.AFTER_A_CHECKPOINT);
    }
  }

  @Override
  public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
    return records;
  }

  /** The consumer that reads again after a restore is closed right before the first record. */
  @Override
  public void close() {
    if (client.equals("health-stream-refold")) {
      reached(Place.FIRST_RECORD_AFTER_RESTORE);
    }
  }

  private static boolean isOfCheckpoints(String topic) {
    return topic.endsWith("liveness-checkpoints-changelog");
  }

  private static boolean isOfVerdicts(String topic) {
    return topic.endsWith("node-status");
  }

  private static void reached(Place place) {
    if (place != PLACE || passing.getAndDecrement() > 0) {
      return;
    }
    try {
      String self = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("sh", "-c", "kill -KILL \"$0\"", self).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (true) {
      LockSupport.park(); // here, and no further
    }
  }
}
