package io.holdfast.simulator.parts;

import io.holdfast.simulator.world.Log;
import io.holdfast.simulator.world.Transaction;

/**
 * A task of an app that is exactly once: what it appends and how far it read are committed together
 * or not at all. Its transaction is aborted when it is lost, when it is asked to, and by the broker
 * when its owner is silent for too long; then everything since the last commit is done again.
 */
abstract class ExactlyOnce implements Group.Task {

  private static final long COMMIT_EVERY = 50 * Parts.MILLI;
  private static final long TIME_OUT = 3 * Parts.SECOND;

  final Parts parts;
  private Run run;

  ExactlyOnce(Parts parts) {
    this.parts = parts;
  }

  abstract Run run(Instance owner);

  @Override
  public void begin(Instance owner) {
    run = run(owner);
    run.goOn();
  }

  @Override
  public void lose() {
    run.isLost = true;
    run.stop();
    run.abort();
  }

  /** The next commit fails. */
  void abortNext() {
    run.isDoomed = true;
  }

  /** The task in the hands of one owner. */
  abstract class Run {

    final Instance owner;
    final Life life;
    private Transaction transaction;
    private long openedAt;
    private boolean isLost;
    private boolean isDoomed;

    Run(Instance owner) {
      this.owner = owner;
      life = owner.life();
    }

    /** Reads on from what is committed. */
    abstract void goOn();

    /** Reads no more. */
    abstract void stop();

    /** Everything read so far is committed. */
    abstract void committed();

    /** Appends a record, to be seen when all since the last commit is committed. */
    final void append(Log log, String key, Object value) {
      parts.kafka().append(log, key, value, open());
    }

    /** Begins a transaction unless there is one. */
    final Transaction open() {
      if (transaction == null) {
        transaction = new Transaction();
        openedAt = parts.scheduler().now();
        parts.scheduler().after(COMMIT_EVERY, this::commit);
      }
      return transaction;
    }

    private void commit() {
      if (isLost || transaction == null) {
        return;
      }
      boolean isReachable = parts.kafka().isReachable(owner.party(), parts.topics().poolEvents);
      if (!life.acts()) {
        life.whenThawed(this::commit);
        parts.scheduler().at(openedAt + TIME_OUT, this::expire);
      } else if (isDoomed || parts.scheduler().now() - openedAt > TIME_OUT) {
        isDoomed = false;
        abort();
        stop();
        goOn();
      } else if (!isReachable) {
        parts.scheduler().after(COMMIT_EVERY, this::commit);
      } else {
        transaction.commit();
        transaction = null;
        committed();
      }
    }

    /** The broker gives up on an owner that is gone, or sleeps. */
    private void expire() {
      if (transaction != null && parts.scheduler().now() - openedAt >= TIME_OUT) {
        transaction.abortIfOpen();
      }
    }

    private void abort() {
      if (transaction != null) {
        transaction.abortIfOpen();
        transaction = null;
      }
    }
  }
}
