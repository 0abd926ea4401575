package io.holdfast.dispatcher.stream;

import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Breaker;
import io.holdfast.dispatcher.domain.state.Course;
import io.holdfast.dispatcher.domain.state.Freshness;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.dispatcher.domain.state.Wishes;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The fold's state, entry by entry.
 *
 * <pre>
 *  key                      value
 *  time                     observed time
 *  source|topic/partition   Position
 *  course|pool              Course             (and breaker, freshness, wishes)
 *  node|pool|node           NodeEntry
 *  workload|pool|workload   WorkloadEntry
 * </pre>
 *
 * In the keys {@code |} stands for the character U+001F.
 */
final class PoolStore {

  private static final String TIME = "time";
  private static final String SOURCE = "source";
  private static final String COURSE = "course";
  private static final String BREAKER = "breaker";
  private static final String FRESHNESS = "freshness";
  private static final String WISHES = "wishes";
  private static final String NODE = "node";
  private static final String WORKLOAD = "workload";
  private static final String SEPARATOR = "\u001f";

  private static final EntryCodec<Position> POSITIONS = new EntryCodec<>(Position.class);
  private static final EntryCodec<Course> COURSES = new EntryCodec<>(Course.class);
  private static final EntryCodec<Breaker> BREAKERS = new EntryCodec<>(Breaker.class);
  private static final EntryCodec<Freshness> FRESHNESSES = new EntryCodec<>(Freshness.class);
  private static final EntryCodec<Wishes> ALL_WISHES = new EntryCodec<>(Wishes.class);
  private static final EntryCodec<NodeEntry> NODES = new EntryCodec<>(NodeEntry.class);
  private static final EntryCodec<WorkloadEntry> WORKLOADS = new EntryCodec<>(WorkloadEntry.class);

  private final KeyValueStore<String, byte[]> store;

  PoolStore(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** The state as it was written last. */
  Fold restore() {
    var fold = new Fold();
    try (KeyValueIterator<String, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        restore(fold, entry.key.split(SEPARATOR, -1), entry.value);
      }
    }
    fold.settle();
    return fold;
  }

  private static void restore(Fold fold, String[] key, byte[] value) {
    switch (key[0]) {
      case TIME -> readTime(fold, value);
      case SOURCE -> fold.restore(key[1], POSITIONS.read(value));
      case COURSE -> fold.restore(key[1]).put(COURSES.read(value));
      case BREAKER -> fold.restore(key[1]).put(BREAKERS.read(value));
      case FRESHNESS -> fold.restore(key[1]).put(FRESHNESSES.read(value));
      case WISHES -> fold.restore(key[1]).put(ALL_WISHES.read(value));
      case NODE -> fold.restore(key[1]).put(NODES.read(value));
      case WORKLOAD -> fold.restore(key[1]).put(WORKLOADS.read(value));
      default -> throw new IllegalStateException("unknown entry " + Arrays.toString(key));
    }
  }

  private static void readTime(Fold fold, byte[] value) {
    try {
      fold.time().readFrom(new DataInputStream(new ByteArrayInputStream(value)));
    } catch (IOException e) {
      throw new UncheckedIOException("observed time can not be read from the store", e);
    }
  }

  /** Writes what changed since the last time. */
  void write(Fold fold) {
    if (fold.isTimeTouched()) {
      store.put(TIME, time(fold));
    }
    fold.touchedSources()
        .forEach((source, at) -> store.put(SOURCE + SEPARATOR + source, POSITIONS.write(at)));
    fold.pools().values().forEach(this::write);
    fold.settle();
  }

  private static byte[] time(Fold fold) {
    var bytes = new ByteArrayOutputStream();
    try {
      fold.time().writeTo(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("observed time can not be written", e);
    }
    return bytes.toByteArray();
  }

  private void write(PoolState pool) {
    for (Record part : pool.partsTouched()) {
      if (part instanceof Course course) {
        store.put(key(COURSE, pool.pool()), COURSES.write(course));
      } else if (part instanceof Breaker breaker) {
        store.put(key(BREAKER, pool.pool()), BREAKERS.write(breaker));
      } else if (part instanceof Freshness freshness) {
        store.put(key(FRESHNESS, pool.pool()), FRESHNESSES.write(freshness));
      } else if (part instanceof Wishes wishes) {
        store.put(key(WISHES, pool.pool()), ALL_WISHES.write(wishes));
      }
    }
    for (String node : pool.nodesBefore().keySet()) {
      store.put(key(NODE, pool.pool(), node), NODES.write(pool.node(node)));
    }
    for (String id : pool.workloadsBefore().keySet()) {
      WorkloadEntry entry = pool.workload(id);
      store.put(key(WORKLOAD, pool.pool(), id), entry == null ? null : WORKLOADS.write(entry));
    }
  }

  private static String key(String... parts) {
    return String.join(SEPARATOR, parts);
  }
}
