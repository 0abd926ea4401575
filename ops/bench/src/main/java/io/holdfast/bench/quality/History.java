package io.holdfast.bench.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who beat when, when it was in the log and when a reader saw it. Times in milliseconds of true
 * time.
 *
 * @param nodes by index
 * @param pulses of one pulser
 * @param end of the history
 */
record History(List<Node> nodes, List<Pulse> pulses, double end) {

  /** A heartbeat on its way; lateness as the agent reports it. */
  record Beat(double sent, double appended, double read, double lateness, long sequence) {}

  /** A pulse on its way; {@code session} differs between lives of the pulser. */
  record Pulse(double sent, double appended, double read, long session) {}

  /**
   * A node.
   *
   * @param died positive infinity for one that lives
   */
  record Node(int index, List<Beat> beats, double died, double clockSkew) {
    Node {
      beats = beats.stream().sorted(Comparator.comparingDouble(Beat::appended)).toList();
    }

    boolean isDeadAt(double time) {
      return time >= died;
    }
  }

  History {
    nodes = List.copyOf(nodes);
    pulses = pulses.stream().sorted(Comparator.comparingDouble(Pulse::appended)).toList();
  }

  List<Node> died() {
    var died = new ArrayList<Node>();
    for (Node node : nodes) {
      if (node.died() < end) {
        died.add(node);
      }
    }
    return died;
  }
}
