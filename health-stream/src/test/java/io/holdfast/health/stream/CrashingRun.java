package io.holdfast.health.stream;

import static io.holdfast.health.stream.Harness.REGISTRY;

import io.holdfast.health.domain.Fold;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * A log of one partition, and a processor that folds it and crashes anywhere, also in the middle of
 * a checkpoint or of a record, and goes on from the committed offset or, as Streams does after a
 * timeout, with the same record again.
 */
final class CrashingRun {

  private record Entry(byte[] key, byte[] value) {}

  private final Topic<String, SpecificRecord> topic;
  private final String fold;
  private final Serializer<SpecificRecord> serializer;
  private final RecordReader recordReader;
  private final HealthMetrics metrics = Harness.metrics();
  private final CrashingStore store;
  private final List<Entry> log = new ArrayList<>();
  private int crashes;
  private int refolds;

  CrashingRun(Topic<String, SpecificRecord> topic, String fold, String store) {
    this.topic = topic;
    this.fold = fold;
    this.serializer = topic.valueSerde(REGISTRY).serializer();
    this.recordReader = new RecordReader(topic, REGISTRY);
    this.store = new CrashingStore(store);
  }

  void append(String key, SpecificRecord value) {
    byte[] bytes = serializer.serialize(topic.name(), value);
    log.add(new Entry(key == null ? null : key.getBytes(StandardCharsets.UTF_8), bytes));
  }

  void appendGarbage() {
    log.add(new Entry(null, new byte[] {1, 2, 3}));
  }

  int crashes() {
    return crashes;
  }

  /** Records that were folded again. */
  int refolds() {
    return refolds;
  }

  /**
   * What is published, each identity once, where it first was.
   *
   * @param make a processor
   * @param identity of a published value; empty for one that does not count
   */
  List<String> published(
      Random random,
      Function<FoldEdges, FoldProcessor<?>> make,
      Function<Object, Optional<List<Object>>> identity) {
    var published = new LinkedHashMap<List<Object>, String>();
    int committed = 0;
    int offset = 0;
    var context = new CrashingContext();
    FoldProcessor<?> processor = make.apply(edges());
    processor.init(context);
    while (committed < log.size()) {
      if (random.nextInt(3) == 0) {
        store.crashAfter(random.nextInt(6));
      } else if (random.nextBoolean()) {
        context.crashAfter(random.nextInt(20));
      }
      int until = Math.min(log.size(), offset + 1 + random.nextInt(400));
      try {
        for (; offset < until; offset++) {
          process(context, processor, offset);
          collect(context, identity, published);
          if (random.nextInt(150) == 0) {
            committed = offset + 1;
          }
        }
        committed = until == log.size() ? until : committed;
      } catch (CrashingStore.Crash e) {
        collect(context, identity, published);
      }
      crashes++;
      store.crashAfter(Integer.MAX_VALUE);
      context.crashAfter(Integer.MAX_VALUE);
      int after = random.nextInt(4);
      if (after > 0) {
        offset = committed;
        processor = after == 1 ? processor : make.apply(edges());
        processor.init(context);
      }
    }
    return List.copyOf(published.values());
  }

  /** Crashes when so many conclusions more are forwarded. */
  private final class CrashingContext extends MockProcessorContext<Object, Object> {
    private int left = Integer.MAX_VALUE;

    CrashingContext() {
      addStateStore(store);
    }

    void crashAfter(int forwards) {
      left = forwards;
    }

    @Override
    public <K, V> void forward(Record<K, V> record, String childName) {
      if (left-- == 0) {
        throw new CrashingStore.Crash();
      }
      super.forward(record, childName);
    }
  }

  private FoldEdges edges() {
    LogReader reader =
        (partition, from, to, taker) -> {
          for (long offset = from; offset < to; offset++) {
            refolds++;
            Entry entry = log.get((int) offset);
            taker.take(offset, 0, new RecordHeaders(), entry.key(), entry.value());
          }
        };
    return new FoldEdges(
        fold, store.name(), Harness.IDS, recordReader, reader, Harness.CONFIG, metrics);
  }

  private void process(
      MockProcessorContext<Object, Object> context, FoldProcessor<?> processor, int offset) {
    context.setRecordMetadata(topic.name(), 0, offset);
    context.setCurrentSystemTimeMs(offset * 1_000L);
    Entry entry = log.get(offset);
    processor.process(new Record<>(entry.key(), entry.value(), 0));
  }

  private static void collect(
      MockProcessorContext<Object, Object> context,
      Function<Object, Optional<List<Object>>> identity,
      Map<List<Object>, String> published) {
    for (var forwarded : context.forwarded()) {
      Object value = forwarded.record().value();
      identity.apply(value).ifPresent(found -> published.putIfAbsent(found, value.toString()));
    }
    context.resetForwards();
  }

  /** Folds the log without a break. */
  <C> void fold(Fold<C> unbroken, Consumer<C> out) {
    for (int offset = 0; offset < log.size(); offset++) {
      Entry entry = log.get(offset);
      SpecificRecord value;
      try {
        value = recordReader.value(new RecordHeaders(), entry.value());
      } catch (MalformedRecordException e) {
        continue;
      }
      unbroken.accept(offset, 0, recordReader.key(entry.key()), value, out);
    }
  }
}
