package io.holdfast.demo;

import io.holdfast.records.BackupEvent;
import io.holdfast.records.Command;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Decision;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * What the topics say, as a stranger with a consumer would know it: the newest status of each node,
 * the newest placement of each workload, and everything else in order of arrival.
 *
 * <p>Not thread-safe; {@link Follower} guards it.
 */
final class FleetView {

  /** A record and when this process read it. */
  record Seen<R>(R record, long brokerMillis, long readNanos) {}

  private final Map<String, Seen<NodeStatus>> nodes = new TreeMap<>();
  private final Map<String, Seen<Placement>> placements = new TreeMap<>();
  private final List<Seen<NodeStatus>> statuses = new ArrayList<>();
  private final List<Seen<LoadBalance>> balances = new ArrayList<>();
  private final List<Seen<Command>> commands = new ArrayList<>();
  private final List<Seen<CommandResult>> results = new ArrayList<>();
  private final List<Seen<Decision>> decisions = new ArrayList<>();
  private final List<Seen<BackupEvent>> backups = new ArrayList<>();
  private final WallClockTimeout wallClockTimeout;

  FleetView(WallClockTimeout wallClockTimeout) {
    this.wallClockTimeout = wallClockTimeout;
  }

  void accept(SpecificRecord record, long brokerMillis, long readNanos) {
    if (record instanceof Heartbeat heartbeat) {
      wallClockTimeout.heard(heartbeat.getNode(), readNanos);
    } else if (record instanceof NodeStatus status) {
      var seen = new Seen<>(status, brokerMillis, readNanos);
      nodes.put(status.getNode(), seen);
      statuses.add(seen);
    } else if (record instanceof Placement placement) {
      placements.put(placement.getWorkload(), new Seen<>(placement, brokerMillis, readNanos));
    } else if (record instanceof LoadBalance balance) {
      balances.add(new Seen<>(balance, brokerMillis, readNanos));
    } else if (record instanceof Command command) {
      commands.add(new Seen<>(command, brokerMillis, readNanos));
    } else if (record instanceof CommandResult result) {
      results.add(new Seen<>(result, brokerMillis, readNanos));
    } else if (record instanceof Decision decision) {
      decisions.add(new Seen<>(decision, brokerMillis, readNanos));
    } else if (record instanceof BackupEvent backup) {
      backups.add(new Seen<>(backup, brokerMillis, readNanos));
    }
  }

  Map<String, Seen<NodeStatus>> nodes() {
    return nodes;
  }

  Map<String, Seen<Placement>> placements() {
    return placements;
  }

  long nodesIn(NodeState state) {
    return nodes.values().stream().filter(seen -> seen.record().getState() == state).count();
  }

  /** Workloads that are reported running, with no move under way, on the node. */
  List<String> runningOn(String node) {
    return placements.values().stream()
        .map(Seen::record)
        .filter(p -> p.getPhase() == PlacementPhase.RUNNING && node.equals(p.getNode()))
        .map(Placement::getWorkload)
        .toList();
  }

  /** The newest epoch granted to any workload. */
  long newestEpoch() {
    return placements.values().stream().mapToLong(seen -> seen.record().getEpoch()).max().orElse(0);
  }

  long running() {
    return placements.values().stream()
        .filter(seen -> seen.record().getPhase() == PlacementPhase.RUNNING)
        .count();
  }

  List<Seen<NodeStatus>> statusesSince(long nanos, Predicate<NodeStatus> which) {
    return since(statuses, nanos, which);
  }

  List<Seen<Command>> commandsSince(long nanos, Predicate<Command> which) {
    return since(commands, nanos, which);
  }

  List<Seen<CommandResult>> resultsSince(long nanos, Predicate<CommandResult> which) {
    return since(results, nanos, which);
  }

  List<Seen<Decision>> decisionsSince(long nanos, Predicate<Decision> which) {
    return since(decisions, nanos, which);
  }

  List<Seen<BackupEvent>> backupsSince(long nanos, Predicate<BackupEvent> which) {
    return since(backups, nanos, which);
  }

  List<Seen<LoadBalance>> balancesSince(long nanos, Predicate<LoadBalance> which) {
    return since(balances, nanos, which);
  }

  Optional<LoadBalance> newestBalance() {
    return balances.isEmpty()
        ? Optional.empty()
        : Optional.of(balances.get(balances.size() - 1).record());
  }

  /** The state of things in a few lines, for the message when something did not follow. */
  String summary() {
    var lines = new ArrayList<String>();
    nodes.forEach(
        (node, seen) ->
            lines.add(
                "  %s %s %s".formatted(node, seen.record().getState(), seen.record().getCause())));
    placements.forEach(
        (workload, seen) ->
            lines.add(
                "  %s %s on %s: %s"
                    .formatted(
                        workload,
                        seen.record().getPhase(),
                        seen.record().getNode(),
                        seen.record().getWhy())));
    newestBalance().ifPresent(balance -> lines.add("  degree %s".formatted(balance.getDegree())));
    decisions.stream()
        .skip(Math.max(0, decisions.size() - 5))
        .forEach(
            seen ->
                lines.add(
                    "  decision %s %s: %s"
                        .formatted(
                            seen.record().getId(),
                            seen.record().getKind(),
                            seen.record().getWhy())));
    return String.join("\n", lines);
  }

  WallClockTimeout wallClockTimeout() {
    return wallClockTimeout;
  }

  private static <R> List<Seen<R>> since(List<Seen<R>> all, long nanos, Predicate<R> which) {
    return all.stream()
        .filter(seen -> seen.readNanos() - nanos >= 0 && which.test(seen.record()))
        .toList();
  }
}
