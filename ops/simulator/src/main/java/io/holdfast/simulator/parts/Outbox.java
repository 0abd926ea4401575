package io.holdfast.simulator.parts;

import io.holdfast.simulator.world.Kafka;
import io.holdfast.simulator.world.Log;
import io.holdfast.simulator.world.Party;
import io.holdfast.simulator.world.Scheduler;
import java.util.ArrayDeque;
import java.util.List;

/**
 * An idempotent producer to one partition: delivers each record once and in order, however often it
 * has to send it. When its process ends, what was not sent is lost, and what is under way may still
 * arrive.
 */
final class Outbox {

  private static final long PATIENCE = 1_500_000_000L;

  /** A record on its way. */
  private record Letter(long number, String key, Object value, Runnable delivered) {}

  private final Scheduler scheduler;
  private final Kafka kafka;
  private final Party party;
  private final Log log;
  private final Life life;
  private final ArrayDeque<Letter> letters = new ArrayDeque<>();
  private long numbered;
  private long appended;
  private long sent;
  private boolean underWay;
  private boolean isWatched;

  Outbox(Scheduler scheduler, Kafka kafka, Party party, Log log, Life life) {
    this.scheduler = scheduler;
    this.kafka = kafka;
    this.party = party;
    this.log = log;
    this.life = life;
  }

  /** Sends a record; {@code delivered} runs when it was acknowledged. */
  void send(String key, Object value, Runnable delivered) {
    letters.add(new Letter(++numbered, key, value, delivered));
    if (!underWay) {
      attempt();
    }
  }

  boolean isEmpty() {
    return letters.isEmpty();
  }

  private void attempt() {
    if (!life.acts()) {
      life.whenThawed(this::attempt);
      return;
    }
    if (letters.isEmpty()) {
      return; // all of it was acknowledged while the process slept
    }
    underWay = true;
    sent = scheduler.now();
    List<Letter> batch = List.copyOf(letters);
    kafka.ask(party, log, () -> append(batch), this::acknowledged);
    if (!isWatched) {
      isWatched = true;
      scheduler.after(PATIENCE, this::watch);
    }
  }

  private long append(List<Letter> batch) {
    for (Letter letter : batch) {
      if (letter.number() > appended) {
        kafka.append(log, letter.key(), letter.value(), null);
        appended = letter.number();
      }
    }
    return batch.get(batch.size() - 1).number();
  }

  private void acknowledged(long newest) {
    if (!life.acts()) {
      life.whenThawed(() -> acknowledged(newest));
      return;
    }
    underWay = false;
    while (!letters.isEmpty() && letters.peek().number() <= newest) {
      letters.poll().delivered().run();
    }
    if (!letters.isEmpty() && !underWay) {
      attempt();
    }
  }

  /** What was not acknowledged in time is sent again. */
  private void watch() {
    isWatched = false;
    if (underWay && scheduler.now() - sent >= PATIENCE) {
      attempt();
    } else if (underWay && !life.isOver()) {
      isWatched = true;
      scheduler.at(sent + PATIENCE, this::watch);
    }
  }
}
