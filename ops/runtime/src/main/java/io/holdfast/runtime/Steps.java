package io.holdfast.runtime;

import io.holdfast.runtime.config.DurationText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Dependencies and parts in their order: one by one up, one by one down. */
final class Steps {

  private static final Logger log = LoggerFactory.getLogger(Steps.class);

  /** What one step does; the condition is met when it is done. */
  private record Step(String name, Condition condition, Dependency dependency, Part part) {}

  private record Started(String name, Part part) {}

  private final Ending ending;
  private final Backoff backoff;
  private final List<Step> steps = new ArrayList<>();
  private final Deque<Started> started = new ArrayDeque<>();

  Steps(Ending ending, Backoff backoff) {
    this.ending = ending;
    this.backoff = backoff;
  }

  void await(Dependency dependency, Condition condition) {
    steps.add(new Step(dependency.name(), condition, dependency, null));
  }

  void add(String name, Part part, Condition condition) {
    steps.add(new Step(name, condition, null, part));
  }

  /** Runs on a thread of its own; interrupted when the process is to stop. */
  void start() {
    for (Step step : steps) {
      if (ending.hasBegun() || !isDone(step)) {
        return;
      }
      step.condition().met();
    }
    log.atInfo().log("started");
  }

  private boolean isDone(Step step) {
    try {
      if (step.part() == null) {
        new Wait(step.dependency(), step.condition(), backoff, ending).untilItAnswers();
      } else {
        start(step.name(), step.part());
      }
      return true;
    } catch (StartRefusedException e) {
      ending.refused(e);
    } catch (InterruptedException e) {
      ending.asked("interrupt");
    } catch (Exception | Error e) {
      ending.failed(step.name(), e);
    }
    return false;
  }

  private void start(String name, Part part) throws Exception {
    synchronized (started) {
      started.push(new Started(name, part));
    }
    part.start();
  }

  /**
   * Stops what was started, the last first. A part that takes too long is left behind.
   *
   * @return whether all parts stopped within the deadline, without an error
   */
  boolean stop(Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    boolean orderly = true;
    while (true) {
      Started next;
      synchronized (started) {
        next = started.poll();
      }
      if (next == null) {
        return orderly;
      }
      long left = Math.max(deadline - System.nanoTime(), Duration.ofMillis(200).toNanos());
      orderly &= stop(next, Duration.ofNanos(left));
    }
  }

  private static boolean stop(Started step, Duration within) {
    var stop = new Stop(step.part(), within);
    var thread = new Thread(stop, "stop-" + step.name());
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(Math.max(1, within.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      log.atError()
          .addKeyValue("part", step.name())
          .addKeyValue("within", DurationText.print(Duration.ofMillis(within.toMillis())))
          .log("did not stop in time");
      return false;
    }
    if (stop.failure != null) {
      log.atError().setCause(stop.failure).addKeyValue("part", step.name()).log("stop failed");
    }
    return stop.failure == null;
  }

  private static final class Stop implements Runnable {
    private final Part part;
    private final Duration within;
    private volatile Throwable failure;

    Stop(Part part, Duration within) {
      this.part = part;
      this.within = within;
    }

    @Override
    public void run() {
      try {
        part.stop(within);
      } catch (Exception | Error e) {
        failure = e;
      }
    }
  }
}
