package io.holdfast.health.stream;

import io.holdfast.health.domain.Fold;
import io.holdfast.schemas.serde.MalformedRecordException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;

/** Folds records whose conclusions were drawn and published before. */
final class Refold<C> implements LogReader.Taker {

  private final Fold<C> fold;
  private final RecordReader reader;

  Refold(Fold<C> fold, RecordReader reader) {
    this.fold = fold;
    this.reader = reader;
  }

  @Override
  public void take(long offset, long brokerMillis, Headers headers, byte[] key, byte[] value) {
    SpecificRecord record;
    try {
      record = reader.value(headers, value);
    } catch (MalformedRecordException e) {
      return; // it is among the dead letters, and changed nothing then
    }
    fold.accept(offset, brokerMillis, reader.key(key), record, conclusion -> {});
  }
}
