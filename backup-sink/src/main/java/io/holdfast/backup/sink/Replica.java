package io.holdfast.backup.sink;

import io.holdfast.backup.store.ObjectStore;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

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
  private static final Asked NOTHING = new Asked("", CompletableFuture.completedFuture(false));

  /**
   * What the store did not answer in time.
   *
   * @param what name of the object that it was to take, or empty
   * @param done whether it has been done, when it ends
   */
  private record Asked(String what, CompletableFuture<Boolean> done) {}

  final ObjectStore store;
  volatile State state = State.BEHIND;
  volatile long nextManifest = 1;
  volatile long durableAtMicros;
  private volatile String trouble = "";
  private volatile Asked asked = NOTHING;
  private volatile long notBefore = System.nanoTime();

  Replica(ObjectStore store) {
    this.store = store;
  }

  synchronized void troubled(String why) {
    state = State.BEHIND;
    trouble = why;
    asked = NOTHING;
    notBefore = System.nanoTime() + RETRY_NANOS;
  }

  synchronized void quarantined(String why) {
    state = State.QUARANTINED;
    trouble = why;
  }

  synchronized void inSync() {
    state = State.IN_SYNC;
    trouble = "";
    asked = NOTHING;
  }

  /**
   * In sync again, if this is what it did not answer in time. Any other put tells nothing: the
   * store may have failed at another object meanwhile.
   */
  synchronized void took(CompletableFuture<Boolean> put) {
    if (state == State.BEHIND && asked.done() == put) {
      inSync();
    }
  }

  /** Not asked again before what it was asked is done. */
  synchronized void busyUntil(String what, CompletableFuture<Boolean> done) {
    asked = new Asked(what, done);
  }

  /** The put of an object that it did not answer in time, and that has not failed since. */
  Optional<CompletableFuture<Boolean>> latePut(String name) {
    Asked late = asked;
    return late.what().equals(name) && (!late.done().isDone() || late.done().join())
        ? Optional.of(late.done())
        : Optional.empty();
  }

  /** Whether what it did not answer in time has been done since. */
  boolean hasAnsweredLate() {
    CompletableFuture<Boolean> done = asked.done();
    return state == State.BEHIND && done.isDone() && done.join();
  }

  boolean isDue() {
    return state == State.BEHIND && asked.done().isDone() && System.nanoTime() - notBefore >= 0;
  }

  String trouble() {
    return trouble;
  }
}
