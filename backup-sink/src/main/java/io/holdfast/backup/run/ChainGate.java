package io.holdfast.backup.run;

/**
 * Between the two loops of a process: whether there is a chain to capture for, and whether its
 * capture found that it cannot go on. Thread-safe.
 */
final class ChainGate {

  private boolean open;
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

  /** There is none any more: what captures is stopped. */
  void close() {
    Runnable stop;
    synchronized (this) {
      open = false;
      stop = onClose;
    }
    stop.run();
  }

  /** What stops a capture that streams now. */
  synchronized void onClose(Runnable stop) {
    onClose = stop;
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
