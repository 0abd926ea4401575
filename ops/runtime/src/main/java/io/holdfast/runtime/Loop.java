package io.holdfast.runtime;

import java.time.Duration;

/**
 * A part that is one thread doing the same thing again and again: poll and handle, measure and
 * send. A turn that throws ends the process as failed; a loop that can go on after an error handles
 * it within its turn.
 */
public final class Loop implements Part {

  /** One round. Returns soon, or is woken by the loop's {@code wake} or by an interrupt. */
  @FunctionalInterface
  public interface Turn {
    void run() throws Exception;
  }

  private final String name;
  private final Service service;
  private final Turn turn;
  private final Runnable wake;
  private final Thread thread;
  private volatile boolean stopping;

  /** Woken by an interrupt. */
  public Loop(String name, Service service, Turn turn) {
    this(name, service, turn, null);
  }

  /**
   * @param wake makes a blocking turn return or throw, such as {@code consumer::wakeup}
   */
  public Loop(String name, Service service, Turn turn, Runnable wake) {
    this.name = name;
    this.service = service;
    this.turn = turn;
    this.thread = new Thread(this::run, name);
    this.wake = wake == null ? thread::interrupt : wake;
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    stopping = true;
    wake.run();
    thread.join(Math.max(1, within.toMillis()));
    if (thread.isAlive()) {
      throw new IllegalStateException("the loop " + name + " did not end");
    }
  }

  private void run() {
    while (!stopping) {
      try {
        turn.run();
      } catch (Exception | Error e) {
        if (!stopping) {
          service.fail(name, e);
          return;
        }
      }
    }
  }
}
