package io.holdfast.dispatcher.stream;

import io.holdfast.dispatcher.domain.AbsurdRecordException;
import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.dispatcher.store.PoolSnapshot;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import io.holdfast.records.Snapshot;
import io.holdfast.schemas.snapshot.SnapshotTimes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Folds one partition of the pools' logs, stores what changed and publishes what was decided, and
 * now and then the whole state.
 */
final class DecideProcessor implements Processor<String, SpecificRecord, String, SpecificRecord> {

  /** Chunks of a snapshot that go out with one record: a large state holds nobody up. */
  private static final int CHUNKS_AT_ONCE = 8;

  private final TopicIds ids;
  private final Deque<Snapshot> snapshot = new ArrayDeque<>();
  private ProcessorContext<String, SpecificRecord> context;
  private PoolStore store;
  private Fold fold;

  DecideProcessor(TopicIds ids) {
    this.ids = ids;
  }

  @Override
  public void init(ProcessorContext<String, SpecificRecord> context) {
    this.context = context;
    store = new PoolStore(context.getStateStore(DispatcherTopology.POOLS));
    fold = store.restore();
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    RecordMetadata at = context.recordMetadata().orElseThrow();
    var position = new Position(ids.of(at.topic()), at.partition(), at.offset());
    long before = fold.now();
    for (Effect effect : fold(position, record)) {
      publish(record, effect);
    }
    store.write(fold);
    if (SnapshotTimes.isDue(position.partition(), before, fold.now())) {
      snapshot.clear();
      snapshot.addAll(PoolSnapshot.of(fold, position.toRecord()));
    }
    publishSnapshot(record);
  }

  private void publishSnapshot(Record<String, SpecificRecord> trigger) {
    for (int i = 0; i < CHUNKS_AT_ONCE && !snapshot.isEmpty(); i++) {
      Snapshot chunk = snapshot.remove();
      forward(trigger, chunk.getKey(), chunk, "snapshots");
    }
  }

  private List<Effect> fold(Position position, Record<String, SpecificRecord> record) {
    if (record.value() instanceof Pulse pulse) {
      return fold.accept(position, record.timestamp(), pulse);
    }
    if (record.value() instanceof PoolEvent event) {
      return fold.accept(position, record.timestamp(), event);
    }
    throw new AbsurdRecordException("a record of a pool's log must be a PoolEvent or a Pulse");
  }

  private void publish(Record<String, SpecificRecord> trigger, Effect effect) {
    if (effect instanceof Effect.Assign assign) {
      forward(trigger, assign.assignment().getNode(), assign.assignment(), "assignments");
    } else if (effect instanceof Effect.Place place) {
      forward(trigger, place.placement().getWorkload(), place.placement(), "placements");
    } else if (effect instanceof Effect.Explain explain) {
      forward(trigger, explain.decision().getPool(), explain.decision(), "decisions");
    } else if (effect instanceof Effect.Narrate narrate) {
      String topic = narrate.isFailover() ? "failover-commands" : "rebalance-commands";
      forward(trigger, narrate.command().getNode(), narrate.command(), topic);
    }
  }

  private void forward(
      Record<String, SpecificRecord> trigger, String key, SpecificRecord value, String sink) {
    context.forward(trigger.withKey(key).withValue(value), sink);
  }
}
