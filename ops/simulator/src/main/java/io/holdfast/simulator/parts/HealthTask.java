package io.holdfast.simulator.parts;

import io.holdfast.health.domain.Fold;
import io.holdfast.simulator.world.Log;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One partition's fold in health-stream, at least once: an owner goes on from the committed offset,
 * with a state that is exact for it, and says again what its predecessor had not committed. A
 * predecessor that only slept ends what it had read, and says it late.
 *
 * @param <C> what is concluded
 */
abstract class HealthTask<C> implements Group.Task {

  private static final long LINGER = 100 * Parts.MILLI;

  final Parts parts;
  private final Memory<C> memory;
  private int committed;
  private Run run;

  HealthTask(Parts parts, Memory<C> memory) {
    this.parts = parts;
    this.memory = memory;
  }

  /** What one record brought is published. */
  abstract void publish(int offset, boolean isFirst, List<C> concluded, Run owner);

  Log log() {
    return memory.log();
  }

  /** Folds the whole log anew. */
  void replay() {
    memory.replay();
  }

  @Override
  public void begin(Instance owner) {
    run = new Run(owner);
  }

  @Override
  public void lose() {
    run.isLost = true;
  }

  /** The task in the hands of one owner. */
  final class Run {

    private final Instance owner;
    private final Life life;
    private final Fold<C> fold;
    private final Follower follower;
    private final Map<Log, Outbox> outboxes = new HashMap<>();
    private final List<C> concluded = new ArrayList<>();
    private final Runnable delivered = this::delivered;
    private int undelivered;
    private int folded;
    private boolean isLost;

    Run(Instance owner) {
      this.owner = owner;
      life = owner.life();
      fold = memory.restore(committed);
      folded = committed;
      follower =
          new Follower(
              parts.scheduler(),
              parts.kafka(),
              owner.party(),
              memory.log(),
              committed,
              life,
              LINGER,
              this::take);
    }

    private void take(Log log, int from, int to) {
      for (int offset = from; offset < to; offset++) {
        boolean isFirst = memory.fold(fold, offset, concluded);
        if (!concluded.isEmpty()) {
          publish(offset, isFirst, concluded, this);
          concluded.clear();
        }
      }
      folded = to;
      commit();
      if (isLost) {
        follower.close();
      }
    }

    void send(Log to, String key, Object value) {
      undelivered++;
      Outbox outbox = outboxes.get(to);
      if (outbox == null) {
        outbox = new Outbox(parts.scheduler(), parts.kafka(), owner.party(), to, life);
        outboxes.put(to, outbox);
      }
      outbox.send(key, value, delivered);
    }

    private void delivered() {
      undelivered--;
      commit();
    }

    /** What was folded is committed once all that it brought is delivered. */
    private void commit() {
      if (!isLost && undelivered == 0) {
        committed = Math.max(committed, folded);
      }
    }
  }
}
