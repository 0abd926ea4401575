package io.holdfast.health.stream;

import static io.holdfast.health.stream.Harness.REGISTRY;
import static io.holdfast.health.stream.Harness.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.health.pulse.LogEnds;
import io.holdfast.records.NodeStatus;
import io.holdfast.schemas.serde.MalformedRecordException;
import io.holdfast.schemas.time.Profile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/**
 * Crashes anywhere, also in the middle of a checkpoint or of a record, and goes on from the
 * committed offset or, as Streams does after a timeout, with the same record again: what is
 * published, each identity once, is what a fold that never stopped comes to.
 */
class CrashTest {

  private static final String TOPIC = TOPICS.heartbeats().name();
  private static final LivenessSettings SETTINGS = LivenessSettings.of(Profile.DEFAULT);

  private record Entry(byte[] key, byte[] value) {}

  private final Serializer<SpecificRecord> serializer =
      TOPICS.heartbeats().valueSerde(REGISTRY).serializer();
  private final RecordReader recordReader = new RecordReader(TOPICS.heartbeats(), REGISTRY);
  private final HealthMetrics metrics = Harness.metrics();
  private final List<Entry> log = new ArrayList<>();
  private CrashingStore store = new CrashingStore();
  private final Map<List<Object>, NodeStatus> published = new LinkedHashMap<>();
  private int crashes;
  private int refolds;

  @Test
  void aCrashAnywhereLosesNoVerdictAndInventsNone() {
    for (int i = 0; i < 10; i++) {
      long seed = i < 2 ? i : new Random().nextLong();
      log.clear();
      published.clear();
      store = new CrashingStore();
      crashes = 0;
      writeLog(new Random(seed));
      runThroughCrashes(new Random(seed));
      List<String> live = published.values().stream().map(NodeStatus::toString).toList();
      List<String> unbroken = unbroken().stream().map(NodeStatus::toString).toList();
      for (int at = 0; at < Math.min(live.size(), unbroken.size()); at++) {
        assertThat(live.get(at)).as("seed %d", seed).isEqualTo(unbroken.get(at));
      }
      assertThat(live).as("seed %d", seed).hasSameSizeAs(unbroken);
      assertThat(crashes).as("seed %d", seed).isPositive();
    }
    assertThat(refolds).isPositive();
  }

  private void writeLog(Random random) {
    long[] sequence = new long[15];
    boolean[] beating = new boolean[15];
    for (long millis = 0; millis < 150_000; millis += 250) {
      for (int node = 0; node < 15; node++) {
        beating[node] ^= random.nextInt(60) == 0;
        if (beating[node] && (millis / 250 + node) % 4 == 0) {
          append("n" + node, Harness.heartbeat("n" + node, ++sequence[node]));
        }
      }
      if (random.nextInt(20) == 0) {
        log.add(new Entry(null, new byte[] {1, 2, 3}));
      }
      append(null, Harness.pulse(millis));
    }
  }

  private void runThroughCrashes(Random random) {
    int committed = 0;
    int offset = 0;
    var context = new CrashingContext();
    LivenessProcessor processor = processor();
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
          collect(context);
          if (random.nextInt(150) == 0) {
            committed = offset + 1;
          }
        }
        committed = until == log.size() ? until : committed;
      } catch (CrashingStore.Crash e) {
        collect(context);
      }
      crashes++;
      store.crashAfter(Integer.MAX_VALUE);
      context.crashAfter(Integer.MAX_VALUE);
      int after = random.nextInt(4);
      if (after > 0) {
        offset = committed;
        processor = after == 1 ? processor : processor();
        processor.init(context);
      }
    }
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

  private LivenessProcessor processor() {
    LogReader reader =
        (partition, from, to, taker) -> {
          refolds++;
          for (long offset = from; offset < to; offset++) {
            Entry entry = log.get((int) offset);
            taker.take(offset, 0, new RecordHeaders(), entry.key(), entry.value());
          }
        };
    var edges =
        new FoldEdges(
            FoldSnapshots.LIVENESS,
            store.name(),
            Harness.IDS,
            recordReader,
            reader,
            Harness.CONFIG,
            metrics);
    return new LivenessProcessor(edges, SETTINGS, new LogEnds(1));
  }

  private void process(
      MockProcessorContext<Object, Object> context, LivenessProcessor processor, int offset) {
    context.setRecordMetadata(TOPIC, 0, offset);
    context.setCurrentSystemTimeMs(offset * 1_000L);
    Entry entry = log.get(offset);
    processor.process(new Record<>(entry.key(), entry.value(), 0));
  }

  private void collect(MockProcessorContext<Object, Object> context) {
    for (var forwarded : context.forwarded()) {
      if (forwarded.record().value() instanceof NodeStatus status) {
        published.putIfAbsent(identity(status), status);
      }
    }
    context.resetForwards();
  }

  private List<NodeStatus> unbroken() {
    var statuses = new ArrayList<NodeStatus>();
    var liveness = new Liveness(new LogPartition(Harness.IDS.of(TOPIC), 0), SETTINGS);
    for (int offset = 0; offset < log.size(); offset++) {
      Entry entry = log.get(offset);
      SpecificRecord value;
      try {
        value = recordReader.value(new RecordHeaders(), entry.value());
      } catch (MalformedRecordException e) {
        continue;
      }
      liveness.accept(
          offset,
          0,
          recordReader.key(entry.key()),
          value,
          verdict -> {
            if (verdict instanceof Verdict.Fresh fresh) {
              statuses.add(fresh.status());
            }
          });
    }
    return statuses;
  }

  private static List<Object> identity(NodeStatus status) {
    return List.of(
        status.getDecidedAt(), status.getNode(), status.getIncarnation(), status.getState());
  }

  private void append(String key, SpecificRecord value) {
    byte[] bytes = serializer.serialize(TOPIC, value);
    log.add(new Entry(key == null ? null : key.getBytes(StandardCharsets.UTF_8), bytes));
  }
}
