package io.holdfast.bench.quality;

import io.holdfast.bench.quality.History.Beat;
import io.holdfast.bench.quality.History.Node;

/**
 * A detector that stands beside the reader and goes by its own clock, as the peers do: each
 * heartbeat counts when it is read. To their favour a reader that comes back reads its backlog
 * before it looks at anyone.
 */
abstract class ClockDetector implements Detector {

  /** The detector of one node. */
  interface OfNode {
    void heartbeat(double at);

    /** How long after the newest heartbeat the node is suspected if nothing comes. */
    double suspectsAfter();
  }

  abstract OfNode watch();

  @Override
  public void judge(History history, Score score) {
    for (Node node : history.nodes()) {
      judge(node, history.end(), score);
    }
  }

  private void judge(Node node, double end, Score score) {
    OfNode detector = watch();
    double alive = Math.min(node.died(), end);
    score.alive(alive);
    double suspected = Double.POSITIVE_INFINITY;
    for (Beat beat : node.beats()) {
      if (beat.read() > suspected && suspected < alive) {
        score.mistake(beat.read() - suspected);
      }
      detector.heartbeat(beat.read());
      suspected = beat.read() + detector.suspectsAfter();
    }
    if (node.died() < end) {
      if (suspected < end) {
        score.found(Math.max(0, suspected - node.died()));
      } else {
        score.neverFound();
      }
    }
  }
}
