package io.holdfast.backup.sink;

import io.holdfast.backup.store.ObjectStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * What the sink knows of one store: how much of the chain it holds, and what is wrong with it.
 *
 * <p>Changed by whoever writes to the store, read by its {@link Replicas}.
 */
final class Replica {

  /** How a store stands to the chain. */
  enum State {
    /** Holds all that is decided. */
    IN_SYNC,
    /** Holds a prefix, and is being caught up. */
    BEHIND,
    /** Holds something else. Left alone until a person decides. */
    QUARANTINED
  }

  private static final long RETRY_NANOS = Duration.ofSeconds(2).toNanos();

  final ObjectStore store;
  volatile State state = State.BEHIND;
  volatile long nextManifest = 1;
  volatile long durableAtMicros;
  private volatile String trouble = "";
  private volatile Future<?> busy = CompletableFuture.completedFuture(null);
  private volatile long notBefore = System.nanoTime();

  Replica(ObjectStore store) {
    this.store = store;
  }

  void troubled(String why) {
    state = State.BEHIND;
    trouble = why;
    notBefore = System.nanoTime() + RETRY_NANOS;
  }

  void quarantined(String why) {
    state = State.QUARANTINED;
    trouble = why;
  }

  void inSync() {
    state = State.IN_SYNC;
    trouble = "";
  }

  /** Not asked again before what it was asked is done. */
  void busyUntil(Future<?> done) {
    busy = done;
  }

  boolean isDue() {
    return state == State.BEHIND && busy.isDone() && System.nanoTime() - notBefore >= 0;
  }

  String trouble() {
    return trouble;
  }
}
