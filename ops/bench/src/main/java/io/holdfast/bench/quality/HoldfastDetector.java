package io.holdfast.bench.quality;

import io.holdfast.bench.quality.History.Beat;
import io.holdfast.bench.quality.History.Node;
import io.holdfast.bench.quality.History.Pulse;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Our own fold over the history's log. A verdict counts from when the record that brought it was
 * read.
 */
final class HoldfastDetector implements Detector {

  private static final long EPOCH = 1_700_000_000_000L;

  private final LivenessSettings settings;

  HoldfastDetector(LivenessSettings settings) {
    this.settings = settings;
  }

  /** One record, of a node or, where that is null, of the pulser. */
  private record Entry(double appended, double read, Node node, Beat beat, Pulse pulse) {}

  @Override
  public void judge(History history, Score score) {
    var suspectedSince = new HashMap<String, Double>();
    var liveness = new Liveness(new LogPartition("bench", 0), settings);
    Map<String, Node> nodes = new HashMap<>();
    for (Node node : history.nodes()) {
      nodes.put(id(node), node);
      score.alive(Math.min(node.died(), history.end()));
    }
    long offset = 0;
    for (Entry entry : log(history)) {
      liveness.accept(
          offset++,
          EPOCH + (long) entry.appended(),
          entry.node() == null ? null : id(entry.node()),
          value(entry),
          verdict -> {
            if (verdict instanceof Verdict.Fresh fresh) {
              Node node = nodes.get(fresh.status().getNode());
              note(fresh.status(), node, entry.read(), suspectedSince, score);
            }
          });
    }
    for (Node node : history.died()) {
      Double since = suspectedSince.get(id(node));
      if (since == null) {
        score.neverFound();
      } else {
        score.found(Math.max(0, since - node.died()));
      }
    }
  }

  private static void note(
      NodeStatus status, Node node, double at, Map<String, Double> suspected, Score score) {
    boolean dead = status.getState() == NodeState.DEAD || status.getState() == NodeState.ENDED;
    String id = status.getNode();
    if (dead) {
      suspected.putIfAbsent(id, at);
    } else if (status.getState() == NodeState.ALIVE) {
      Double since = suspected.remove(id);
      if (since != null && since < node.died()) {
        score.mistake(at - since);
      }
    }
  }

  private static List<Entry> log(History history) {
    var log = new ArrayList<Entry>();
    for (Node node : history.nodes()) {
      for (Beat beat : node.beats()) {
        log.add(new Entry(beat.appended(), beat.read(), node, beat, null));
      }
    }
    for (Pulse pulse : history.pulses()) {
      log.add(new Entry(pulse.appended(), pulse.read(), null, null, pulse));
    }
    log.sort(Comparator.comparingDouble(Entry::appended));
    return log;
  }

  private static Object value(Entry entry) {
    if (entry.pulse() != null) {
      long monotonic = (long) (entry.pulse().sent() * 1_000_000);
      return new io.holdfast.records.Pulse(entry.pulse().session(), monotonic, "bench");
    }
    Beat beat = entry.beat();
    return new Heartbeat(
        id(entry.node()),
        "pool",
        1_000L,
        null,
        "boot",
        beat.sequence(),
        EPOCH + (long) (beat.sent() + entry.node().clockSkew()),
        1_000,
        25_000,
        (int) beat.lateness(),
        HeartbeatMode.NORMAL);
  }

  private static String id(Node node) {
    return "n" + node.index();
  }
}
