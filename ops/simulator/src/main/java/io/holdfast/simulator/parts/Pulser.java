package io.holdfast.simulator.parts;

import io.holdfast.records.Pulse;
import io.holdfast.simulator.world.DriftingClock;
import io.holdfast.simulator.world.Kafka;
import io.holdfast.simulator.world.Log;
import io.holdfast.simulator.world.Party;
import io.holdfast.simulator.world.Scheduler;
import java.util.List;

/**
 * Appends pulses of one session to some partitions. One that has not arrived yet keeps the next one
 * back; nothing is retried. (The product waits for the acknowledgement: it pulses less often.)
 */
final class Pulser {

  private static final long PATIENCE = 2_000_000_000L;

  private final Scheduler scheduler;
  private final Kafka kafka;
  private final Party party;
  private final List<Log> logs;
  private final Life life;
  private final DriftingClock clock;
  private final long period;
  private final long session;
  private final long[] underWaySince;
  private final Runnable pulse = this::pulse;

  Pulser(
      Scheduler scheduler,
      Kafka kafka,
      Party party,
      List<Log> logs,
      Life life,
      DriftingClock clock,
      long period,
      long session) {
    this.scheduler = scheduler;
    this.kafka = kafka;
    this.party = party;
    this.logs = logs;
    this.life = life;
    this.clock = clock;
    this.period = period;
    this.session = session;
    underWaySince = new long[logs.size()];
  }

  void start() {
    scheduler.after(0, pulse);
  }

  private void pulse() {
    if (life.isOver()) {
      return;
    }
    if (life.isFrozen()) {
      life.whenThawed(pulse);
      return;
    }
    for (int i = 0; i < underWaySince.length; i++) {
      send(i);
    }
    scheduler.after(period, pulse);
  }

  private void send(int i) {
    long now = scheduler.now();
    boolean isUnderWay = underWaySince[i] != 0 && now - underWaySince[i] < PATIENCE;
    if (isUnderWay) {
      return;
    }
    underWaySince[i] = now + 1;
    var value = new Pulse(session, clock.read(), party.name());
    Log log = logs.get(i);
    kafka.ask(
        party,
        log,
        0,
        () -> {
          underWaySince[i] = 0;
          return kafka.append(log, null, value, null);
        },
        null);
  }
}
