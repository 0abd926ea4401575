package io.holdfast.dispatcher.domain.replay;

import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.Grant.Stage;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.dispatcher.domain.state.Waiting;
import io.holdfast.dispatcher.domain.state.Wish;
import io.holdfast.dispatcher.domain.state.Wishes;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandCause;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.Fencing;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state of one partition of the pools' log, built anew with the recorded decisions as facts.
 *
 * <p>The log is folded; where this version decides otherwise than was decided then, the record
 * wins: what was granted, taken away and held is so, because nodes acted on it and executors hold
 * its epochs. Only what happens after the log's end is decided by this version.
 */
public final class Rebuild {

  private final Fold fold;
  private final Map<Long, List<Command>> commands = new HashMap<>();
  private final Map<Long, List<Decision>> decisions = new HashMap<>();
  private long overruled;

  /**
   * @param begin with what was folded before the first record that will be taken
   */
  public Rebuild(Fold begin) {
    fold = begin;
  }

  /** A recorded command of this partition; all are to be known before the log is taken. */
  public void recorded(Command command) {
    commands
        .computeIfAbsent(command.getDecidedAt().getOffset(), o -> new ArrayList<>())
        .add(command);
  }

  /** A recorded decision of this partition; all are to be known before the log is taken. */
  public void recorded(Decision decision) {
    decisions
        .computeIfAbsent(decision.getTrigger().getOffset(), o -> new ArrayList<>())
        .add(decision);
  }

  /** Takes the next record of the log. */
  public void take(Position at, long brokerMillis, PoolEvent event) {
    reconcile(at, fold.accept(at, brokerMillis, event));
  }

  /** Takes the next record of the log. */
  public void take(Position at, long brokerMillis, Pulse pulse) {
    reconcile(at, fold.accept(at, brokerMillis, pulse));
  }

  private void reconcile(Position at, List<Effect> effects) {
    SortedMap<String, Command> was = new TreeMap<>();
    commands.getOrDefault(at.offset(), List.of()).forEach(c -> was.put(c.getId(), c));
    SortedMap<String, Command> is = new TreeMap<>();
    SortedMap<String, Decision> decided = new TreeMap<>();
    for (Effect effect : effects) {
      if (effect instanceof Effect.Narrate narrate) {
        is.put(narrate.command().getId(), narrate.command());
      } else if (effect instanceof Effect.Explain explain) {
        decided.put(explain.decision().getId(), explain.decision());
      }
    }
    SortedMap<String, Decision> recorded = new TreeMap<>();
    decisions.getOrDefault(at.offset(), List.of()).forEach(d -> recorded.put(d.getId(), d));
    if (!was.equals(is) || !decided.equals(recorded)) {
      overruled++;
      overrule(at, was.values(), is.values(), recorded.values());
    }
    fold.settle();
  }

  private void overrule(
      Position at, Iterable<Command> was, Iterable<Command> is, Iterable<Decision> recorded) {
    SortedSet<String> concerned = new TreeSet<>();
    Map<String, List<Command>> wasOf = byWorkload(was, concerned);
    Map<String, List<Command>> isOf = byWorkload(is, concerned);
    for (String key : concerned) {
      List<Command> then = wasOf.getOrDefault(key, List.of());
      List<Command> now = isOf.getOrDefault(key, List.of());
      if (!then.equals(now)) {
        overrule(key, then, now);
      }
    }
    for (PoolState pool : fold.pools().values()) {
      hold(pool, recorded);
      wish(pool, at, recorded);
    }
  }

  private static Map<String, List<Command>> byWorkload(
      Iterable<Command> commands, SortedSet<String> keys) {
    Map<String, List<Command>> byWorkload = new HashMap<>();
    for (Command command : commands) {
      String key = command.getPool() + "\u001f" + command.getWorkload();
      keys.add(key);
      byWorkload.computeIfAbsent(key, k -> new ArrayList<>()).add(command);
    }
    return byWorkload;
  }

  /** Undoes what is not on record, then does what is. */
  private void overrule(String key, List<Command> then, List<Command> now) {
    String[] parts = key.split("\u001f", 2);
    PoolState pool = fold.restorePool(parts[0]);
    WorkloadEntry entry = pool.workload(parts[1]);
    if (entry == null) {
      return; // it was removed, and ran nowhere any more
    }
    WorkloadEntry before = pool.workloadsBefore().get(parts[1]);
    for (Command command : now) {
      entry = undone(entry, before, command);
    }
    for (Command command : then) {
      entry = done(pool, entry, command);
    }
    pool.put(entry);
  }

  private WorkloadEntry undone(WorkloadEntry entry, WorkloadEntry before, Command command) {
    Optional<Grant> grant = grant(entry, command);
    if (command.getAction() == CommandAction.STOP) {
      return grant.map(g -> entry.replaced(g, g.at(Stage.RUNNING, g.since()))).orElse(entry);
    }
    WorkloadEntry rest = grant.map(g -> entry.without(g::equals)).orElse(entry);
    if (before == null) {
      return rest;
    }
    List<Grant> grants = new ArrayList<>(before.grants());
    grants.removeIf(g -> rest.grants().stream().anyMatch(r -> r.epoch() == g.epoch()));
    grants.addAll(rest.grants());
    return rest.with(grants).waiting(before.waiting(), before.why());
  }

  private WorkloadEntry done(PoolState pool, WorkloadEntry entry, Command command) {
    if (command.getAction() == CommandAction.START) {
      boolean isLeased = entry.spec().fencing() == Fencing.LEASE;
      WorkloadEntry rest = entry.without(g -> pool.isLost(g) && !isLeased);
      rest = rest.without(g -> g.stage() == Stage.OVER);
      return rest.granted(granted(command), command.getWhy());
    }
    WorkloadEntry stopping =
        grant(entry, command)
            .map(g -> entry.replaced(g, g.at(Stage.STOPPING, fold.now())))
            .orElse(entry);
    boolean isOnItsWay =
        command.getTo() != null && stopping.active().isEmpty() && stopping.waiting() == null;
    return isOnItsWay
        ? stopping.waiting(
            Waiting.pending(command.getCause(), command.getFrom(), reason(command.getCause()))
                .moving(command.getTo(), command.getDecision()),
            command.getWhy())
        : stopping;
  }

  private Grant granted(Command command) {
    return new Grant(
        command.getNode(),
        command.getIncarnation(),
        command.getEpoch(),
        Stage.STARTING,
        command.getCause(),
        command.getDecision(),
        fold.now());
  }

  private static String reason(CommandCause cause) {
    return switch (cause) {
      case DRAIN -> "NODE_DRAINED";
      case MOVE -> "ASKED_BY_OPERATOR";
      default -> "UNEVEN_LOAD";
    };
  }

  private static Optional<Grant> grant(WorkloadEntry entry, Command command) {
    return entry.grants().stream()
        .filter(g -> g.epoch() == command.getEpoch() && g.node().equals(command.getNode()))
        .findFirst();
  }

  /** The breaker is as it was, and what was held is held. */
  private static void hold(PoolState pool, Iterable<Decision> recorded) {
    for (Decision decision : recorded) {
      if (!decision.getPool().equals(pool.pool())) {
        continue;
      }
      if (decision.getKind() == DecisionKind.BREAKER) {
        pool.put(pool.breaker().tripped(decision.getReason().equals("BREAKER_TRIPPED")));
      }
      WorkloadEntry entry =
          decision.getWorkload() == null ? null : pool.workload(decision.getWorkload());
      boolean isLost = entry != null && pool.lost().contains(entry.workload());
      if (isLost && decision.getKind() == DecisionKind.HOLD) {
        var waiting =
            Waiting.pending(CommandCause.FAILOVER, decision.getNode(), "")
                .held(decision.getReason());
        pool.put(entry.waiting(waiting, decision.getWhy()));
      }
    }
  }

  /** Moves that were decided by this trigger and are not begun yet. */
  private static void wish(PoolState pool, Position at, Iterable<Decision> recorded) {
    String ours = at.partition() + "-" + at.offset() + "-";
    List<Wish> wishes = new ArrayList<>(pool.wishes().wishes());
    wishes.removeIf(w -> w.decision().startsWith(ours));
    for (Decision decision : recorded) {
      CommandCause cause = cause(decision.getKind());
      WorkloadEntry entry =
          decision.getWorkload() == null ? null : pool.workload(decision.getWorkload());
      boolean isBegun =
          entry != null
              && (entry.grants().stream().anyMatch(g -> isUnder(g.decision(), decision))
                  || (entry.waiting() != null && isUnder(entry.waiting().decision(), decision)));
      if (cause != null && decision.getPool().equals(pool.pool()) && entry != null && !isBegun) {
        wishes.add(
            new Wish(
                decision.getWorkload(),
                decision.getNode(),
                decision.getChosen(),
                cause,
                decision.getId(),
                decision.getWhy()));
      }
    }
    pool.put(new Wishes(wishes));
  }

  private static boolean isUnder(String decision, Decision made) {
    return Objects.equals(decision, made.getId());
  }

  private static CommandCause cause(DecisionKind kind) {
    return switch (kind) {
      case REBALANCE -> CommandCause.REBALANCE;
      case DRAIN -> CommandCause.DRAIN;
      case MOVE -> CommandCause.MOVE;
      default -> null;
    };
  }

  /** The state at the end of what was taken. */
  public Fold fold() {
    return fold;
  }

  /** Records of the log by which this version would decide otherwise than was decided. */
  public long overruled() {
    return overruled;
  }
}
