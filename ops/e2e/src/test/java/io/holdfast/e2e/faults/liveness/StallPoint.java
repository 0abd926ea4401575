package io.holdfast.e2e.faults.liveness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Stops its own process with SIGSTOP when a verdict is about to be sent and the file is there that
 * the system property {@value #FILE} names; takes the file away first. When the process goes on,
 * the thread that was about to send publishes what it has in hand before it reads on, and only then
 * learns what happened meanwhile: those verdicts bear the header {@value #LATE}.
 */
public final class StallPoint
    implements ProducerInterceptor<Object, Object>, ConsumerInterceptor<Object, Object> {

  static final String FILE = "holdfast.stall.file";
  static final String LATE = "late";

  private static final Path file =
      System.getProperty(FILE) == null ? null : Path.of(System.getProperty(FILE));

  /** The thread that was stopped while it sent, until it reads again. */
  private static volatile Thread stalled;

  @Override
  public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
    if (!record.topic().endsWith("node-status") || ((byte[]) record.key())[0] == '~') {
      return record;
    }
    if (isArmed()) {
      stop();
      stalled = Thread.currentThread();
    }
    if (Thread.currentThread() == stalled) {
      record.headers().add(LATE, "late".getBytes(StandardCharsets.UTF_8));
    }
    return record;
  }

  private static boolean isArmed() {
    try {
      return file != null && Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A signal takes hold a moment after it was sent, and what is sent until then is not late. */
  private static void stop() {
    String stopAndSee =
        "kill -STOP \"$0\"; until grep -q '^State:.T' \"/proc/$0/status\"; do sleep 0.01; done";
    try {
      String self = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("sh", "-c", stopAndSee, self).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
    if (Thread.currentThread() == stalled) {
      stalled = null;
    }
    return records;
  }

  @Override
  public void onAcknowledgement(RecordMetadata place, Exception failure) {
    // only sending matters
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // only reading matters
  }

  @Override
  public void configure(Map<String, ?> settings) {
    // by system property
  }

  @Override
  public void close() {
    // holds nothing
  }
}
