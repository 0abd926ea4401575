package io.holdfast.backup.run;

import java.time.Duration;

/**
 * Between the two loops of a process: whether there is a chain to capture for, and whether its
 * capture found that it cannot go on. Thread-safe.
 */
final class ChainGate {

  /** Longer than a capture takes to stop, whatever Kafka and the source do. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

  private boolean open;
  private boolean inside;
  private String ended;
  private Runnable onClose = () -> {};

  /** There is a new chain: capture may stream. */
  synchronized void open() {
    open = true;
    ended = null;
    notifyAll();
  }

  /** The chain is found again; one that cannot go on is still to be ended, and for that reason. */
  synchronized void openUnlessEnded() {
    if (ended == null) {
      open();
    }
  }

  /** There is none any more: what captures is stopped, and has let go of the slot. */
  void close() throws InterruptedException {
    Runnable stop;
    synchronized (this) {
      open = false;
      stop = onClose;
    }
    stop.run();
    synchronized (this) {
      long until = System.nanoTime() + PATIENCE_NANOS;
      while (inside && System.nanoTime() - until < 0) {
        wait(100);
      }
    }
  }

  /**
   * What stops a capture that streams from now on.
   *
   * @return false when it must not begin, for the chain is gone
   */
  synchronized boolean onClose(Runnable stop) {
    onClose = stop;
    return open;
  }

  /** Capture found that the chain cannot go on; it waits for another. */
  synchronized void end(String why) {
    open = false;
    ended = why;
  }

  /** Why the chain cannot go on; null while it can. */
  synchronized String ended() {
    return ended;
  }

  /** Whoever passes has to {@link #leave}. */
  synchronized void awaitOpen() throws InterruptedException {
    while (!open) {
      wait();
    }
    inside = true;
  }

  synchronized void leave() {
    inside = false;
    notifyAll();
  }
}
