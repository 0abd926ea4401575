package io.holdfast.dispatcher.store;

import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Breaker;
import io.holdfast.dispatcher.domain.state.Course;
import io.holdfast.dispatcher.domain.state.Draft;
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
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The fold's state, entry by entry.
 *
 * <pre>
 *  key                      value
 *  time                     observed time
 *  source|topic/partition   Position
 *  course|pool              Course             (and breaker, freshness, wishes, draft)
 *  node|pool|node           NodeEntry
 *  workload|pool|workload   WorkloadEntry
 * </pre>
 *
 * In the keys {@code |} stands for the character U+001F.
 */
public final class PoolEntries {

  private static final String TIME = "time";
  private static final String SOURCE = "source";
  private static final String COURSE = "course";
  private static final String BREAKER = "breaker";
  private static final String FRESHNESS = "freshness";
  private static final String WISHES = "wishes";
  private static final String DRAFT = "draft";
  private static final String NODE = "node";
  private static final String WORKLOAD = "workload";
  private static final String SEPARATOR = "\u001f";

  private static final EntryCodec<Position> POSITIONS = new EntryCodec<>(Position.class);
  private static final EntryCodec<Course> COURSES = new EntryCodec<>(Course.class);
  private static final EntryCodec<Breaker> BREAKERS = new EntryCodec<>(Breaker.class);
  private static final EntryCodec<Freshness> FRESHNESSES = new EntryCodec<>(Freshness.class);
  private static final EntryCodec<Wishes> ALL_WISHES = new EntryCodec<>(Wishes.class);
  private static final EntryCodec<Draft> DRAFTS = new EntryCodec<>(Draft.class);
  private static final EntryCodec<NodeEntry> NODES = new EntryCodec<>(NodeEntry.class);
  private static final EntryCodec<WorkloadEntry> WORKLOADS = new EntryCodec<>(WorkloadEntry.class);

  private PoolEntries() {}

  /**
   * Puts a stored entry back.
   *
   * @throws IllegalStateException when it was written by another version
   */
  public static void restore(Fold fold, String key, byte[] value) {
    String[] parts = key.split(SEPARATOR, -1);
    switch (parts[0]) {
      case TIME -> readTime(fold, value);
      case SOURCE -> fold.restore(parts[1], POSITIONS.read(value));
      case COURSE -> fold.restorePool(parts[1]).put(COURSES.read(value));
      case BREAKER -> fold.restorePool(parts[1]).put(BREAKERS.read(value));
      case FRESHNESS -> fold.restorePool(parts[1]).put(FRESHNESSES.read(value));
      case WISHES -> fold.restorePool(parts[1]).put(ALL_WISHES.read(value));
      case DRAFT -> fold.restorePool(parts[1]).put(DRAFTS.read(value));
      case NODE -> fold.restorePool(parts[1]).put(NODES.read(value));
      case WORKLOAD -> fold.restorePool(parts[1]).put(WORKLOADS.read(value));
      default -> throw new IllegalStateException("unknown entry " + List.of(parts));
    }
  }

  private static void readTime(Fold fold, byte[] value) {
    try {
      fold.time().readFrom(new DataInputStream(new ByteArrayInputStream(value)));
    } catch (IOException e) {
      throw new UncheckedIOException("observed time can not be read", e);
    }
  }

  /** Hands over what changed since the last time; the value is null for what is gone. */
  public static void changed(Fold fold, BiConsumer<String, byte[]> put) {
    if (fold.isTimeTouched()) {
      put.accept(TIME, time(fold));
    }
    fold.touchedSources()
        .forEach((source, at) -> put.accept(key(SOURCE, source), POSITIONS.write(at)));
    for (PoolState pool : fold.pools().values()) {
      pool.partsTouched().forEach(part -> part(pool, part, put));
      for (String node : pool.nodesBefore().keySet()) {
        put.accept(key(NODE, pool.pool(), node), NODES.write(pool.node(node)));
      }
      for (String id : pool.workloadsBefore().keySet()) {
        WorkloadEntry entry = pool.workload(id);
        byte[] value = entry == null ? null : WORKLOADS.write(entry);
        put.accept(key(WORKLOAD, pool.pool(), id), value);
      }
    }
  }

  /** Hands over everything. */
  public static void all(Fold fold, BiConsumer<String, byte[]> put) {
    put.accept(TIME, time(fold));
    fold.sources().forEach((source, at) -> put.accept(key(SOURCE, source), POSITIONS.write(at)));
    for (PoolState pool : fold.pools().values()) {
      List.of(pool.course(), pool.breaker(), pool.freshness(), pool.wishes(), pool.draft())
          .forEach(part -> part(pool, part, put));
      pool.nodes()
          .forEach((node, entry) -> put.accept(key(NODE, pool.pool(), node), NODES.write(entry)));
      pool.workloads()
          .forEach(
              (id, entry) -> put.accept(key(WORKLOAD, pool.pool(), id), WORKLOADS.write(entry)));
    }
  }

  private static void part(PoolState pool, Record part, BiConsumer<String, byte[]> put) {
    if (part instanceof Course course) {
      put.accept(key(COURSE, pool.pool()), COURSES.write(course));
    } else if (part instanceof Breaker breaker) {
      put.accept(key(BREAKER, pool.pool()), BREAKERS.write(breaker));
    } else if (part instanceof Freshness freshness) {
      put.accept(key(FRESHNESS, pool.pool()), FRESHNESSES.write(freshness));
    } else if (part instanceof Wishes wishes) {
      put.accept(key(WISHES, pool.pool()), ALL_WISHES.write(wishes));
    } else if (part instanceof Draft draft) {
      put.accept(key(DRAFT, pool.pool()), DRAFTS.write(draft));
    }
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

  private static String key(String... parts) {
    return String.join(SEPARATOR, parts);
  }
}
