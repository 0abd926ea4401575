package io.holdfast.backup.kafka;

import io.holdfast.backup.domain.LogReader;
import io.holdfast.records.Begin;
import io.holdfast.records.Relation;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Relations that the changes topic describes before an offset. A session describes each again and
 * again, so a little way back is enough.
 */
public final class EarlierRelations implements LogReader.Earlier {

  private final LogTail<SpecificRecord> tail;
  private final long before;

  /**
   * @param before offset at which reading began
   */
  public EarlierRelations(LogTail<SpecificRecord> tail, long before) {
    this.tail = tail;
    this.before = before;
  }

  @Override
  public Relation relation(long session, long oid) {
    var search =
        new LogTail.Reader<SpecificRecord>() {
          private final Map<Long, Relation> ofSession = new HashMap<>();
          private long current;

          @Override
          public void restart() {
            ofSession.clear();
          }

          @Override
          public void record(ConsumerRecord<String, SpecificRecord> record) {
            if (record.value() instanceof Begin begin && begin.getSession() != current) {
              ofSession.clear();
              current = begin.getSession();
            } else if (record.value() instanceof Relation relation) {
              ofSession.put(relation.getOid(), relation);
            }
          }

          @Override
          public boolean isContent() {
            return current == session && ofSession.containsKey(oid);
          }
        };
    tail.read(before, search);
    return search.isContent() ? search.ofSession.get(oid) : null;
  }
}
