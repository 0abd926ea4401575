package io.holdfast.health.stream;

import io.holdfast.health.domain.Fold;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.schemas.serde.MalformedRecordException;
import io.holdfast.schemas.snapshot.SnapshotTimes;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the records of one partition to a fold and its conclusions to the sinks. Before the first
 * record the state is made exact for it: the newest checkpoint older than it, and the records
 * between folded again without a word.
 *
 * @param <C> what is concluded
 */
abstract class FoldProcessor<C> implements Processor<byte[], byte[], Object, Object> {

  /** A megabyte, stored at a pulse: of four a second. */
  private static final int CHUNKS_A_PULSE = 4;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private static final Logger log = LoggerFactory.getLogger(FoldProcessor.class);

  private final FoldEdges edges;
  private final Consumer<C> publisher = this::publish;
  private ProcessorContext<Object, Object> context;
  private Checkpoints checkpoints;
  private CheckpointSchedule schedule;
  private LogPartition partition;
  private Fold<C> fold;

  /** The fold is exact for records from here on. */
  private long exactFrom = UNKNOWN;

  private Record<byte[], byte[]> current;
  private RecordMetadata place;

  FoldProcessor(FoldEdges edges) {
    this.edges = edges;
  }

  /** An empty fold for a partition. */
  abstract Fold<C> begin(LogPartition partition);

  abstract void publish(C conclusion);

  @Override
  public void init(ProcessorContext<Object, Object> context) {
    this.context = context;
    checkpoints = new Checkpoints(context.getStateStore(edges.store()));
    exactFrom = UNKNOWN; // a task that is resumed or revived begins where was committed
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    current = record;
    place = context.recordMetadata().orElseThrow();
    if (place.offset() < exactFrom) {
      restore(new TopicPartition(place.topic(), place.partition()), place.offset());
    }
    exactFrom = UNKNOWN; // Streams processes a record again whose processing timed out midway
    long before = fold.observedNanos();
    fold(record);
    if (fold.observedNanos() > before) {
      publishSnapshot(before);
      checkpoint();
    }
    exactFrom = place.offset() + 1;
  }

  private void checkpoint() {
    long began = System.nanoTime();
    if (checkpoints.isWriting()) {
      checkpoints.proceed(CHUNKS_A_PULSE);
      if (!checkpoints.isWriting()) {
        context.commit();
      }
    } else if (schedule.isDue(fold.observedNanos(), context.currentSystemTimeMs())) {
      checkpoints.begin(fold, place.offset());
    } else {
      return;
    }
    edges.metrics().checkpoint(edges.store(), System.nanoTime() - began);
  }

  private void fold(Record<byte[], byte[]> record) {
    SpecificRecord value;
    try {
      value = edges.reader().value(record.headers(), record.value());
    } catch (MalformedRecordException e) {
      bury(DeadLetter.of(e));
      return;
    }
    String key = edges.reader().key(record.key());
    fold.accept(place.offset(), record.timestamp(), key, value, publisher);
  }

  /** Once an hour; read off the log, so that a repeated one is the same. */
  private void publishSnapshot(long before) {
    if (SnapshotTimes.isDue(place.partition(), millis(before), millis(fold.observedNanos()))) {
      FoldSnapshots.cut(edges.fold(), partition.at(place.offset()), fold)
          .forEach(chunk -> forward(HealthTopology.SNAPSHOTS, chunk.getKey(), chunk));
    }
  }

  private static long millis(long nanos) {
    return nanos / 1_000_000;
  }

  private void restore(TopicPartition topicPartition, long offset) {
    String topicId = edges.topicIds().of(topicPartition.topic());
    partition = new LogPartition(topicId, topicPartition.partition());
    Fold<C> restored = begin(partition);
    Optional<Checkpoints.Generation> generation = checkpoints.read(restored, offset);
    long from = generation.map(found -> found.offset() + 1).orElse(0L);
    long began = System.nanoTime();
    if (from < offset) {
      edges.log().read(topicPartition, from, offset, new Refold<>(restored, edges.reader()));
    }
    log.atInfo()
        .addKeyValue("partition", topicPartition)
        .addKeyValue("from", from)
        .addKeyValue("to", offset)
        .addKeyValue("ms", (System.nanoTime() - began) / 1_000_000)
        .log("state restored");
    schedule = edges.schedule(partition.number(), restored.observedNanos());
    fold = restored;
  }

  final void forward(String sink, String key, SpecificRecord value) {
    context.forward(new Record<>(key, value, current.timestamp()), sink);
  }

  /** Puts the current record among the dead letters, as it was read. */
  final void bury(DeadLetter letter) {
    edges.metrics().deadLetter(place.topic(), letter.reason());
    var record =
        new Record<Object, Object>(
            current.key(), current.value(), current.timestamp(), current.headers());
    letter.addTo(record.headers(), place.topic(), place.partition(), place.offset());
    context.forward(record, HealthTopology.DEAD_LETTERS);
  }

  /** The partition that is folded; null before its first record. */
  final LogPartition partition() {
    return partition;
  }

  final RecordMetadata place() {
    return place;
  }

  final long brokerMillis() {
    return current.timestamp();
  }
}
