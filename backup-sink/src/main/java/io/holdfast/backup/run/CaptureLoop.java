package io.holdfast.backup.run;

import io.holdfast.backup.capture.Capture;
import io.holdfast.backup.capture.CaptureMetrics;
import io.holdfast.backup.capture.ChainEndedException;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.backup.postgres.DdlTriggers;
import io.holdfast.backup.postgres.SourceCheck;
import io.holdfast.runtime.Backoff;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Service;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Captures for as long as there is a chain: one life after the other, with a pause between. */
final class CaptureLoop implements Part {

  private static final Logger log = LoggerFactory.getLogger(CaptureLoop.class);
  private static final Duration STEADY = Duration.ofSeconds(30);

  private final BackupConfig config;
  private final Clients clients;
  private final ChainGate gate;
  private final SlotGuard guard;
  private final Service service;
  private final CaptureMetrics metrics;
  private final Condition streaming;
  private final Thread thread = new Thread(this::run, "capture");
  private final Backoff backoff;
  private final TriggerWatch triggers = new TriggerWatch();
  private volatile boolean stopping;
  private volatile Capture life;

  CaptureLoop(
      BackupConfig config,
      Clients clients,
      ChainGate gate,
      SlotGuard guard,
      Service service,
      CaptureMetrics metrics) {
    this.config = config;
    this.clients = clients;
    this.gate = gate;
    this.guard = guard;
    this.service = service;
    this.metrics = metrics;
    this.streaming = service.condition("capture", "no chain yet");
    this.backoff = Backoff.of(config.database());
  }

  @Override
  public void start() throws Exception {
    try (Connection connection = config.source().database().connect()) {
      SourceCheck.server(connection, config.source());
      Optional<String> gap = triggers.gap(connection);
      if (gap.isPresent()) {
        end(gap.get());
      } else {
        DdlTriggers.install(connection);
      }
    }
    thread.start();
  }

  /**
   * The triggers went while no process ran. The base of the next chain makes them again, and not
   * before, so that a start after this one finds the same.
   */
  private void end(String why) throws ChainEndedException {
    if (!config.roles().contains(BackupConfig.Role.SINK)) {
      throw new ChainEndedException(why);
    }
    log.atError().addKeyValue("why", why).log("chain cannot go on");
    gate.end(why);
  }

  private void run() {
    int failures = 0;
    while (!stopping) {
      long began = System.nanoTime();
      try {
        gate.awaitOpen();
        try {
          live();
        } finally {
          gate.leave();
        }
      } catch (ChainEndedException e) {
        String why = guard.dropped() == null ? e.getMessage() : guard.dropped();
        log.atError().addKeyValue("why", why).log("chain cannot go on");
        streaming.unmet(why);
        gate.end(why);
        if (!config.roles().contains(BackupConfig.Role.SINK)) {
          service.fail("capture", e);
          return;
        }
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        if (stopping) {
          return;
        }
        if (Fencing.isBehind(e)) {
          service.fail("capture", Fencing.inWords(config.database(), e));
          return;
        }
        failures = System.nanoTime() - began > STEADY.toNanos() ? 0 : failures + 1;
        streaming.unmet(e.getMessage() + "; trying again");
        pause(backoff.delay(failures));
      }
    }
  }

  private void live() throws Exception {
    Capture capture =
        new Capture(
            config.database(),
            config.topics().changes(config.database()),
            clients,
            config.source().database(),
            config.slot(),
            config.source().publication(),
            metrics,
            streaming::met);
    life = capture;
    if (!gate.onClose(capture::stop) || stopping) {
      return;
    }
    try (Heartbeat heartbeat = new Heartbeat(config, metrics, triggers, capture::stop)) {
      heartbeat.start();
      try {
        capture.run();
      } catch (Exception e) {
        requireSound(heartbeat);
        throw e;
      }
      requireSound(heartbeat);
    } finally {
      life = null;
    }
  }

  private static void requireSound(Heartbeat heartbeat) throws ChainEndedException {
    if (heartbeat.gap() != null) {
      throw new ChainEndedException(heartbeat.gap());
    }
  }

  private static void pause(Duration delay) {
    try {
      Thread.sleep(delay.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    stopping = true;
    Capture capture = life;
    if (capture != null) {
      capture.stop();
      thread.join(Math.max(1, within.toMillis() / 2));
    }
    thread.interrupt();
    thread.join(Math.max(1, within.toMillis() / 2));
  }
}
