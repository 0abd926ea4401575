package io.holdfast.dispatcher.domain.replay;

import io.holdfast.dispatcher.domain.Effect;
import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Decision;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodePicture;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.Pulse;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.records.WorkloadMean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What another policy would have decided in one pool from the same events.
 *
 * <p>What follows from a decision can not be read from a log in which it was not made, so it is
 * supposed: nodes that are taken for live do at once what they are told, and a workload uses what
 * it used, wherever it is. Verdicts are those of the other policy; they come when the heartbeat or
 * pulse that brought them did.
 */
public final class WhatIf {

  private static final String SUPPOSED = "what-if";

  private final PoolPolicy policy;
  private final Fold fold;
  private final long since;
  private final Deque<NodeStatus> verdicts;
  private final List<NodeStatus> taken = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();
  private final Deque<CommandResult> answers = new ArrayDeque<>();
  private long records;

  /**
   * @param begin with what was folded before the first record that will be taken
   * @param since broker time from which on it is counted what this leads to, epoch milliseconds
   * @param policy in force from the beginning; its version is greater than any in the log
   * @param verdicts that the heartbeats bring under it, of the pool's nodes
   */
  public WhatIf(Fold begin, long since, PoolPolicy policy, List<NodeStatus> verdicts) {
    fold = begin;
    this.since = since;
    this.policy = policy;
    this.verdicts = new ArrayDeque<>(verdicts.size());
    verdicts.stream()
        .sorted(Comparator.comparingLong(NodeStatus::getDecidedAtMillis))
        .forEach(this.verdicts::add);
  }

  /** Takes the next record of the pool's partition. */
  public void take(long brokerMillis, PoolEvent event) {
    bringVerdicts(brokerMillis);
    boolean isOurs = event.getPool() == null || event.getPool().equals(policy.getPool());
    Object value = event.getEvent();
    boolean isReplaced =
        value instanceof NodeStatus
            || value instanceof PoolPolicy
            || value instanceof CommandResult;
    if (isOurs && !isReplaced) {
      say(brokerMillis, value instanceof LoadPicture picture ? moved(picture) : value);
    }
  }

  /** Takes the next record of the pool's partition. */
  public void take(long brokerMillis, Pulse pulse) {
    bringVerdicts(brokerMillis);
    note(brokerMillis, fold.accept(next(), brokerMillis, pulse));
    answer(brokerMillis);
  }

  private void bringVerdicts(long until) {
    if (records == 0) {
      say(until, policy);
    }
    while (!verdicts.isEmpty() && verdicts.peek().getDecidedAtMillis() <= until) {
      NodeStatus verdict = verdicts.poll();
      if (verdict.getDecidedAtMillis() >= since) {
        taken.add(verdict);
      }
      say(verdict.getDecidedAtMillis(), verdict);
    }
  }

  private void say(long millis, Object event) {
    tell(millis, event);
    answer(millis);
  }

  private void answer(long millis) {
    while (!answers.isEmpty()) {
      tell(millis, answers.poll());
    }
  }

  private void tell(long millis, Object event) {
    Position at = next();
    var source = new LogPosition(SUPPOSED, 0, at.offset());
    String pool = event instanceof io.holdfast.records.Progress ? null : policy.getPool();
    note(millis, fold.accept(at, millis, new PoolEvent(pool, SUPPOSED, source, millis, event)));
  }

  private Position next() {
    return new Position(SUPPOSED, 0, records++);
  }

  private void note(long millis, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Explain explain) {
        if (millis >= since) {
          decisions.add(explain.decision());
        }
      } else if (effect instanceof Effect.Narrate narrate) {
        obey(narrate.command());
      }
    }
  }

  private void obey(Command command) {
    boolean isLive = pool().node(command.getNode()).isLive(command.getIncarnation());
    if (isLive) {
      answers.add(
          CommandResult.newBuilder()
              .setNode(command.getNode())
              .setPool(command.getPool())
              .setIncarnation(command.getIncarnation())
              .setWorkload(command.getWorkload())
              .setEpoch(command.getEpoch())
              .setResult(
                  command.getAction() == CommandAction.START
                      ? ResultKind.STARTED
                      : ResultKind.STOPPED)
              .setReason(ResultReason.NONE)
              .setAtMillis(0)
              .build());
    }
  }

  /** The same use of the same workloads, on the nodes that they are on here. */
  private LoadPicture moved(LoadPicture picture) {
    Map<String, Map<String, Double>> utilisation = new HashMap<>();
    Map<String, List<WorkloadMean>> means = new HashMap<>();
    for (NodePicture node : picture.getNodes()) {
      utilisation.put(node.getNode(), new HashMap<>(node.getUtilisation()));
      means.put(node.getNode(), new ArrayList<>());
    }
    for (NodePicture node : picture.getNodes()) {
      for (WorkloadMean mean : node.getWorkloads()) {
        Optional<Grant> here = placeOf(mean.getWorkload());
        String to = here.map(Grant::node).orElse(null);
        shift(utilisation.get(node.getNode()), node.getNode(), mean, -1);
        if (to != null && utilisation.containsKey(to)) {
          shift(utilisation.get(to), to, mean, 1);
          means
              .get(to)
              .add(new WorkloadMean(mean.getWorkload(), here.get().epoch(), mean.getUsage()));
        }
      }
    }
    return LoadPicture.newBuilder(picture)
        .setNodes(
            picture.getNodes().stream()
                .map(
                    n ->
                        new NodePicture(
                            n.getNode(), utilisation.get(n.getNode()), means.get(n.getNode())))
                .toList())
        .build();
  }

  private void shift(Map<String, Double> utilisation, String node, WorkloadMean mean, int sign) {
    var profile = pool().node(node).profile();
    if (profile == null) {
      return;
    }
    mean.getUsage()
        .forEach(
            (resource, use) -> {
              double capacity = profile.capacity().getOrDefault(resource, 0.0);
              if (capacity > 0) {
                utilisation.computeIfPresent(
                    resource, (r, u) -> StrictMath.max(0, u + sign * use / capacity));
              }
            });
  }

  private Optional<Grant> placeOf(String workload) {
    var entry = pool().workload(workload);
    return entry == null ? Optional.empty() : entry.newest();
  }

  private PoolState pool() {
    return fold.pools().get(policy.getPool());
  }

  /** What it led to so far. */
  public Outcome outcome() {
    return Outcome.of(taken, decisions);
  }
}
