package io.holdfast.simulator.parts;

import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.dispatcher.store.PoolEntries;
import io.holdfast.records.Assignment;
import io.holdfast.records.Decision;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import io.holdfast.simulator.check.Identities;
import io.holdfast.simulator.check.Witnessed;
import io.holdfast.simulator.world.Log;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Folds the pool's log and publishes what it decides. An owner goes on from what the store of the
 * task holds for the committed offset.
 */
final class Decider extends ExactlyOnce {

  private static final long LINGER = 20 * Parts.MILLI;

  private final Log log;
  private final Witnessed<Effect> witnessed;
  private final Consumer<Decision> onDecision;
  private final Stored stored = new Stored();
  private int committed;

  /**
   * @param onDecision is told each decision once it is committed
   */
  Decider(Parts parts, Consumer<Decision> onDecision) {
    super(parts);
    this.onDecision = onDecision;
    log = parts.topics().poolEvents;
    witnessed = new Witnessed<>(parts.scheduler(), "effects of the pool's log");
  }

  @Override
  Run run(Instance owner) {
    return new Deciding(owner);
  }

  /** Folds again what nobody has folded again, and holds it to what was decided. */
  void replay() {
    stored.advance(witnessed.until());
  }

  private List<Effect> fold(Fold fold, int offset) {
    Object value = log.value(offset);
    List<Effect> effects = List.of();
    if (value != null) {
      var at = new Position(log.topicId(), log.partition(), offset);
      effects =
          value instanceof Pulse pulse
              ? fold.accept(at, log.millis(offset), pulse)
              : fold.accept(at, log.millis(offset), (PoolEvent) value);
      fold.settle();
    }
    witnessed.folded(offset, effects);
    return effects;
  }

  /**
   * A fold of every record once, behind the owners: what it concludes is held to what they did. An
   * owner goes on from what a store would hold of it, which was written and read back.
   */
  private final class Stored {

    private final Fold fold = new Fold();
    private int until;

    /** Folds all records before the offset. */
    void advance(int offset) {
      for (; until < offset; until++) {
        fold(fold, until);
      }
    }

    Fold restore() {
      SortedMap<String, byte[]> entries = new TreeMap<>();
      PoolEntries.all(fold, entries::put);
      var restored = new Fold();
      entries.forEach((key, value) -> PoolEntries.restore(restored, key, value));
      restored.settle();
      return restored;
    }
  }

  private final class Deciding extends Run {

    private final List<Effect> effects = new ArrayList<>();
    private Fold fold;
    private Follower follower;

    Deciding(Instance owner) {
      super(owner);
    }

    @Override
    void goOn() {
      effects.clear();
      stored.advance(committed);
      fold = stored.restore();
      follower =
          new Follower(
              parts.scheduler(),
              parts.kafka(),
              owner.party(),
              log,
              committed,
              life,
              LINGER,
              this::take);
    }

    private void take(Log from, int first, int end) {
      open();
      for (int offset = first; offset < end; offset++) {
        for (Effect effect : fold(fold, offset)) {
          effects.add(effect);
          if (effect instanceof Effect.Assign assign) {
            Assignment assignment = assign.assignment();
            String node = assignment.getNode();
            append(Topics.of(parts.topics().assignments, node), node, assignment);
          }
        }
      }
    }

    @Override
    void stop() {
      follower.close();
    }

    @Override
    void committed() {
      committed = follower.position();
      List<Effect> done = List.copyOf(effects);
      effects.clear();
      done.forEach(this::tell);
    }

    private void tell(Effect effect) {
      Identities identities = parts.judges().identities();
      if (effect instanceof Effect.Assign assign) {
        identities.assigned(assign.assignment());
      } else if (effect instanceof Effect.Narrate narrate) {
        identities.decided("command", narrate.command().getId());
      } else if (effect instanceof Effect.Explain explain) {
        Decision decision = explain.decision();
        identities.decided("decision", decision.getId());
        parts.judges().story().tell(() -> words(decision));
        onDecision.accept(decision);
      }
    }
  }

  private static String words(Decision decision) {
    String about = decision.getWorkload() == null ? "" : " " + decision.getWorkload();
    String to = decision.getChosen() == null ? "" : " to " + decision.getChosen();
    return decision.getKind() + about + to + ": " + decision.getWhy();
  }
}
