package io.holdfast.backup.capture;

import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.kafka.LogTail;
import io.holdfast.records.Commit;
import io.holdfast.records.Message;
import io.holdfast.records.TransactionKey;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the end of {@code changes.<db>} says about where capture has got to. Does not look beyond
 * the newest Commit, or the opening of the chain.
 */
public final class ChangesTail implements LogTail.Reader<SpecificRecord> {

  private Commit newest;
  private long position;
  private long systemId;
  private int timeline;
  private boolean known;

  @Override
  public void restart() {
    newest = null;
    position = 0;
    known = false;
  }

  @Override
  public void record(ConsumerRecord<String, SpecificRecord> record) {
    if (record.value() instanceof Commit commit) {
      known = true;
      newest = commit;
      TransactionKey key = commit.getKey();
      seen(key.getSystemId(), key.getTimeline(), key.getEndLsn());
    } else if (record.value() instanceof Message message && !message.getTransactional()) {
      if (Prefix.CHAIN.equals(message.getPrefix())) {
        known = true;
        newest = null;
        position = 0;
      }
      seen(message.getSystemId(), message.getTimeline(), message.getEndLsn());
    }
  }

  private void seen(long system, int line, long end) {
    systemId = system;
    timeline = line;
    position = Long.compareUnsigned(end, position) > 0 ? end : position;
  }

  @Override
  public boolean isContent() {
    return known;
  }

  /** Whether the topic holds the opening of a chain, or a transaction. */
  boolean isKnown() {
    return known;
  }

  /** Commit of the newest transaction; null at the start of a chain. */
  Commit newest() {
    return newest;
  }

  /** Greatest end of any Commit or Message. */
  long position() {
    return position;
  }

  long systemId() {
    return systemId;
  }

  int timeline() {
    return timeline;
  }

  /** Content of the message that opens a chain. */
  public static byte[] chainContent(String chain) {
    return chain.getBytes(StandardCharsets.UTF_8);
  }
}
