package io.holdfast.agent.driver;

import io.holdfast.agent.config.ProbeConfig;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.domain.Health;
import io.holdfast.agent.domain.Health.Observation;
import io.holdfast.agent.domain.Health.Verdict;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Probes what runs. Called on the supervision thread, and answers there; probes themselves run on
 * threads of their own, so that one that hangs delays no step.
 */
public final class Probes implements AutoCloseable {

  private static final int THREADS = 2;

  /** Is told what the probes mean, on the supervision thread. */
  public interface Listener {
    void serves(Grant grant);

    void unhealthy(Grant grant, String why);
  }

  private final Marks marks;
  private final Executor supervision;
  private final Listener listener;
  private final Map<Grant, ScheduledFuture<?>> running = new HashMap<>();
  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(THREADS, task -> new Thread(task, "probe"));
  private final ScheduledThreadPoolExecutor deadlines =
      new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "probe-deadlines"));

  public Probes(Marks marks, Executor supervision, Listener listener) {
    this.marks = marks;
    this.supervision = supervision;
    this.listener = listener;
    threads.setRemoveOnCancelPolicy(true);
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /** Probes the grant from now on. */
  public void begin(Grant grant, ProbeConfig config) {
    end(grant);
    Health health = new Health(config.policy(), System.nanoTime());
    Probe probe = new Probe(config, marks, grant, deadlines);
    long interval = config.interval().toMillis();
    running.put(
        grant,
        threads.scheduleWithFixedDelay(
            () -> ask(grant, probe, health),
            Math.min(interval, 100),
            interval,
            TimeUnit.MILLISECONDS));
  }

  public void end(Grant grant) {
    ScheduledFuture<?> probing = running.remove(grant);
    if (probing != null) {
      probing.cancel(false);
    }
  }

  private void ask(Grant grant, Probe probe, Health health) {
    try {
      probe.ask();
      supervision.execute(() -> judge(grant, health, Observation.PASSED, ""));
    } catch (IOException | RuntimeException e) {
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      supervision.execute(() -> judge(grant, health, Observation.FAILED, why));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void judge(Grant grant, Health health, Observation observation, String why) {
    if (!running.containsKey(grant)) {
      return; // it ended while it was asked
    }
    Verdict verdict = health.observe(observation, System.nanoTime());
    if (verdict == Verdict.READY) {
      listener.serves(grant);
    } else if (verdict == Verdict.UNHEALTHY) {
      end(grant);
      listener.unhealthy(grant, why);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    deadlines.shutdownNow();
  }
}
