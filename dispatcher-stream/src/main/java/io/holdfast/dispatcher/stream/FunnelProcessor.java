package io.holdfast.dispatcher.stream;

import io.holdfast.dispatcher.domain.Input;
import io.holdfast.records.LogPosition;
import io.holdfast.records.PoolEvent;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Copies what concerns a pool into the pool's log, with its source position. Drops nothing that can
 * be understood, and decides nothing.
 */
final class FunnelProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {

  private final TopicIds ids;
  private ProcessorContext<String, SpecificRecord> context;

  FunnelProcessor(TopicIds ids) {
    this.ids = ids;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    if (record.value() == null) {
      return; // a tombstone follows a removal that was told in a record of its own
    }
    Input input = Input.of(record.key(), record.value());
    RecordMetadata at = context.recordMetadata().orElseThrow();
    var source = new LogPosition(ids.of(at.topic()), at.partition(), at.offset());
    var event =
        new PoolEvent(
            input.pool(), ids.plainName(at.topic()), source, record.timestamp(), record.value());
    context.forward(record.withKey(input.pool()).withValue(event));
  }
}
