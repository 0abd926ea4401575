package io.holdfast.simulator.parts;

import io.holdfast.simulator.world.Kafka;
import io.holdfast.simulator.world.Log;
import io.holdfast.simulator.world.Party;
import io.holdfast.simulator.world.Scheduler;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A consumer of one partition: reads committed records in order, each time all that there is, a
 * moment after there is something.
 */
final class Follower {

  private static final long PATIENCE = 1_000_000_000L;

  /** Takes what was read. */
  interface Taker {
    /** Records from one offset to before another. */
    void take(Log log, int from, int to);
  }

  private final Scheduler scheduler;
  private final Kafka kafka;
  private final Party party;
  private final Log log;
  private final Life life;
  private final long linger;
  private final Taker taker;
  private final Runnable fetch = this::fetch;
  private final LongSupplier end;
  private final LongConsumer fetched = this::fetched;
  private int position;
  private boolean isDue;
  private boolean closed;
  private boolean isWatched;
  private long asked;

  /**
   * @param from offset of the first record to be read
   * @param linger how long to let records gather, nanoseconds
   */
  Follower(
      Scheduler scheduler,
      Kafka kafka,
      Party party,
      Log log,
      int from,
      Life life,
      long linger,
      Taker taker) {
    this.scheduler = scheduler;
    this.kafka = kafka;
    this.party = party;
    this.log = log;
    this.position = from;
    this.life = life;
    this.linger = linger;
    this.taker = taker;
    end = log::stableEnd;
    log.subscribe(this::wake);
    wake();
  }

  int position() {
    return position;
  }

  Log log() {
    return log;
  }

  void close() {
    closed = true;
  }

  private void wake() {
    if (!isDue && !closed && position < log.stableEnd()) {
      isDue = true;
      fetch();
    }
  }

  private void fetch() {
    if (closed || life.isOver()) {
      return;
    }
    if (life.isFrozen()) {
      life.whenThawed(fetch);
      return;
    }
    asked = scheduler.now();
    kafka.ask(party, log, linger, end, fetched);
    if (!isWatched) {
      isWatched = true;
      scheduler.after(PATIENCE, this::watch);
    }
  }

  private void fetched(long end) {
    if (closed || life.isOver()) {
      return;
    }
    if (life.isFrozen()) {
      life.whenThawed(() -> fetched(end));
      return;
    }
    isDue = false;
    int from = position;
    if (end > from) {
      position = (int) end;
      taker.take(log, from, position);
    }
    wake();
  }

  /** What was not answered in time is asked again. */
  private void watch() {
    isWatched = false;
    if (isDue && scheduler.now() - asked >= PATIENCE) {
      fetch();
    } else if (isDue && !closed) {
      isWatched = true;
      scheduler.at(asked + PATIENCE, this::watch);
    }
  }
}
