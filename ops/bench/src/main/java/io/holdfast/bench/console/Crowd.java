package io.holdfast.bench.console;

import io.holdfast.console.Cluster;
import io.holdfast.console.Records;
import io.holdfast.records.NodeState;
import io.holdfast.schemas.Topics;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A fleet of which every node beats and tells another load each second. */
final class Crowd implements AutoCloseable {

  private static final int ZONES = 10;
  private static final int SLICES = 20;

  private final Cluster cluster;
  private final Topics topics;
  private final int nodes;
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
  private long slice;

  Crowd(Cluster cluster, int nodes) {
    this.cluster = cluster;
    this.topics = cluster.topics();
    this.nodes = nodes;
    for (int i = 0; i < nodes; i++) {
      String node = name(i);
      cluster.write(topics.nodes(), node, Records.profile(node, "zone-" + i % ZONES));
      cluster.write(topics.nodeStatus(), node, Records.status(node, NodeState.ALIVE));
    }
    cluster.flush();
  }

  void start() {
    heart.scheduleAtFixedRate(this::beat, 0, 1_000 / SLICES, TimeUnit.MILLISECONDS);
  }

  /** A twentieth of the fleet. */
  private void beat() {
    long round = slice / SLICES;
    for (int i = (int) (slice % SLICES); i < nodes; i += SLICES) {
      String node = name(i);
      double load = 0.5 + 0.45 * Math.sin(i + round);
      cluster.write(topics.heartbeats(), node, Records.beat(node, round + 1));
      cluster.write(topics.loadSamples(), node, Records.sample(node, load));
    }
    if (slice % SLICES == 0) {
      cluster.write(topics.nodeStatus(), "~0", Records.progress());
    }
    slice++;
  }

  private static String name(int i) {
    return "rack%03d-node%05d".formatted(i / 40, i);
  }

  @Override
  public void close() {
    heart.shutdownNow();
  }
}
