package io.holdfast.e2e.faults.decisions;

import io.holdfast.records.Command;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What is in the topics so far, as a consumer of committed records sees it. */
final class View implements AutoCloseable {

  private final Wire wire;
  private final Fleet fleet;
  private final Consumer<String, byte[]> consumer;
  private final Map<String, Topic<String, ? extends SpecificRecord>> byName = new HashMap<>();
  private final Map<String, Placement> placements = new TreeMap<>();
  private final Map<String, NodeStatus> statuses = new TreeMap<>();
  private final List<NodeStatus> verdicts = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();

  View(Wire wire, Fleet fleet) {
    this.wire = wire;
    this.fleet = fleet;
    var topics = wire.topics();
    List<Topic<String, ? extends SpecificRecord>> read =
        List.of(
            topics.placements(),
            topics.nodeStatus(),
            topics.decisions(),
            topics.failoverCommands(),
            topics.rebalanceCommands());
    read.forEach(t -> byName.put(t.name(), t));
    consumer = wire.reader(read);
  }

  /** Reads what came, for so long. */
  void read(Duration howLong) {
    long end = System.nanoTime() + howLong.toNanos();
    do {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        take(record.key(), wire.read(byName.get(record.topic()), record.value()));
      }
      fleet.check();
    } while (System.nanoTime() < end);
  }

  private void take(String key, SpecificRecord value) {
    if (value instanceof Placement placement) {
      placements.put(key, placement);
    } else if (value instanceof NodeStatus status) {
      verdicts.add(status);
      NodeStatus was = statuses.get(key);
      if (was == null || status.getIncarnation() >= was.getIncarnation()) {
        statuses.put(key, status);
      }
    } else if (value instanceof Decision decision) {
      decisions.add(decision);
    } else if (value instanceof Command command) {
      commands.add(command);
    }
  }

  /** Reads until it is so. */
  void await(Duration patience, BooleanSupplier what, Supplier<String> otherwise) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!what.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + patience.toSeconds() + " s: " + otherwise.get());
      }
      read(Duration.ofMillis(200));
    }
  }

  /**
   * Workloads that neither run, once, where they are placed, nor are held with a decision that says
   * why; in words.
   */
  List<String> astray(Iterable<String> workloads) {
    List<String> astray = new ArrayList<>();
    for (String id : workloads) {
      Placement placement = placements.get(id);
      if (placement == null) {
        astray.add(id + " has no placement");
      } else if (!runs(placement) && !isHeldInWords(placement)) {
        astray.add(placement + " runs on " + fleet.runs(id) + " nodes");
      }
    }
    return astray;
  }

  /** Workloads that do not run, in words. */
  List<String> idle(Iterable<String> workloads) {
    List<String> idle = new ArrayList<>();
    for (String id : workloads) {
      Placement placement = placements.get(id);
      if (placement == null || !runs(placement)) {
        idle.add(id + ": " + placement);
      }
    }
    return idle;
  }

  private boolean runs(Placement placement) {
    return placement.getPhase() == PlacementPhase.RUNNING
        && fleet.runs(placement.getNode(), placement.getWorkload(), placement.getEpoch())
        && fleet.runs(placement.getWorkload()) == 1;
  }

  private boolean isHeldInWords(Placement placement) {
    boolean isHeld =
        placement.getPhase() == PlacementPhase.HELD
            || placement.getPhase() == PlacementPhase.UNPLACEABLE;
    return isHeld
        && decisions.stream()
            .filter(d -> placement.getWorkload().equals(d.getWorkload()))
            .reduce((a, b) -> b)
            .filter(
                d -> d.getKind() == DecisionKind.HOLD || d.getKind() == DecisionKind.UNPLACEABLE)
            .isPresent();
  }

  Map<String, Placement> placements() {
    return placements;
  }

  Map<String, NodeStatus> statuses() {
    return statuses;
  }

  List<NodeStatus> verdicts() {
    return verdicts;
  }

  List<Decision> decisions() {
    return decisions;
  }

  List<Command> commands() {
    return commands;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
