package io.holdfast.e2e.faults.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.health.cluster.Cluster;
import io.holdfast.health.cluster.Fleet;
import io.holdfast.health.cluster.Fleet.Life;
import io.holdfast.health.cluster.Verdicts;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.sandbox.ChildProcess;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** A fleet, one health-stream that watches it, and what it said. */
final class Watch implements AutoCloseable {

  static final int NODES = 240;

  /** Longer than any deadline but the lease: whoever is wrongly overdue would be DEAD by then. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

  private final Cluster cluster;
  private final Fleet fleet;
  private final Verdicts verdicts;
  private ChildProcess health;

  Watch(Cluster cluster) {
    this.cluster = cluster;
    this.fleet = new Fleet(cluster, NODES);
    this.verdicts = new Verdicts(cluster);
    startHealth();
    fleet.nodes().forEach(node -> verdicts.awaitState(node, NodeState.ALIVE));
    verdicts.awaitObserved(Duration.ofSeconds(13)); // the grace that every log begins with
  }

  Cluster cluster() {
    return cluster;
  }

  Fleet fleet() {
    return fleet;
  }

  Verdicts verdicts() {
    return verdicts;
  }

  ChildProcess health() {
    return health;
  }

  void startHealth() {
    health = HealthJar.start(cluster, "health");
  }

  /** Some node that beats now falls silent; returns which. */
  String killOne(Random random) {
    List<String> beating = fleet.beating();
    String victim = beating.get(random.nextInt(beating.size()));
    fleet.kill(victim);
    return victim;
  }

  /** Waits for the verdict that kills, and returns it. */
  NodeStatus awaitDeath(String node) {
    verdicts.await(
        node + " is DEAD",
        () -> verdicts.deaths().stream().anyMatch(status -> status.getNode().equals(node)));
    return verdicts.deaths().stream()
        .filter(status -> status.getNode().equals(node))
        .findFirst()
        .orElseThrow();
  }

  /** In all of this watch nobody else was ever taken for dead than those who were. */
  void assertNobodyElseDied() {
    verdicts.awaitObserved(LONG_ENOUGH);
    var taken = new TreeSet<String>();
    verdicts.deaths().forEach(s -> taken.add(s.getNode() + " " + s.getIncarnation()));
    var died = new TreeSet<String>();
    for (Life life : fleet.killed()) {
      died.add(life.node() + " " + life.incarnation());
    }
    assertThat(taken).isEqualTo(died);
  }

  /** The whole log, judged again outside of the app. */
  int assertEqualToOfflineFold(String as) {
    verdicts.awaitAllJudged();
    return verdicts.assertEqualToOfflineFold(as);
  }

  @Override
  public void close() {
    health.close();
    verdicts.close();
    fleet.close();
  }
}
