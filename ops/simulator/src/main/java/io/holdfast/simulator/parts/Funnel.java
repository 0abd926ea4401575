package io.holdfast.simulator.parts;

import io.holdfast.dispatcher.domain.Input;
import io.holdfast.records.LogPosition;
import io.holdfast.records.PoolEvent;
import io.holdfast.simulator.world.Log;
import java.util.ArrayList;
import java.util.List;

/** Copies what concerns the pool into its log. */
final class Funnel extends ExactlyOnce {

  private static final long LINGER = 20 * Parts.MILLI;

  private final List<Log> sources = new ArrayList<>();
  private final int[] committed;

  Funnel(Parts parts) {
    super(parts);
    Topics topics = parts.topics();
    sources.addAll(topics.statuses);
    sources.addAll(topics.results);
    sources.add(topics.balances);
    sources.add(topics.profiles);
    sources.add(topics.workloads);
    sources.add(topics.policies);
    sources.add(topics.operations);
    committed = new int[sources.size()];
  }

  /** What it committed last is copied again: so many records of each source, if there were. */
  void setBack(int records) {
    for (int i = 0; i < committed.length; i++) {
      committed[i] = Math.max(0, committed[i] - records);
    }
    abortNext();
  }

  @Override
  Run run(Instance owner) {
    return new Copying(owner);
  }

  private final class Copying extends Run {

    private final List<Follower> followers = new ArrayList<>();

    Copying(Instance owner) {
      super(owner);
    }

    @Override
    void goOn() {
      for (int i = 0; i < committed.length; i++) {
        followers.add(
            new Follower(
                parts.scheduler(),
                parts.kafka(),
                owner.party(),
                sources.get(i),
                committed[i],
                life,
                LINGER,
                this::take));
      }
    }

    private void take(Log log, int from, int to) {
      open();
      for (int offset = from; offset < to; offset++) {
        Object value = log.value(offset);
        if (value != null) {
          Input input = Input.of(log.key(offset), value);
          var source = new LogPosition(log.topicId(), log.partition(), (long) offset);
          var copy = new PoolEvent(input.pool(), log.topic(), source, log.millis(offset), value);
          append(parts.topics().poolEvents, input.pool(), copy);
        }
      }
    }

    @Override
    void stop() {
      followers.forEach(Follower::close);
      followers.clear();
    }

    @Override
    void committed() {
      for (int i = 0; i < committed.length; i++) {
        committed[i] = followers.get(i).position();
      }
    }
  }
}
