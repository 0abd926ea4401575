package io.holdfast.backup.run;

/**
 * Between the two loops of a process: whether there is a chain to capture for, and whether its
 * capture found that it cannot go on. Thread-safe.
 */
final class ChainGate {

  private boolean open;
  private String ended;

  /** There is a chain: capture may stream. */
  synchronized void open() {
    open = true;
    ended = null;
    notifyAll();
  }

  /** There is none any more. */
  synchronized void close() {
    open = false;
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

  synchronized void awaitOpen() throws InterruptedException {
    while (!open) {
      wait();
    }
  }
}
