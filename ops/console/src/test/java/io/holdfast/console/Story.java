package io.holdfast.console;

import io.holdfast.records.BackupEventKind;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.NodeState;
import io.holdfast.records.PlacementPhase;
import io.holdfast.records.RestorePoint;
import io.holdfast.records.RestorePointKind;
import io.holdfast.schemas.Topics;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A fleet of sixty nodes in three zones, with a past. */
final class Story implements AutoCloseable {

  private static final int NODES_A_ZONE = 20;

  private final Cluster cluster;
  private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
  private long sequence = 8_200;

  /** Tells the past, and lets every node beat from now on. */
  Story(Cluster cluster) {
    this.cluster = cluster;
    begin();
    heart.scheduleAtFixedRate(this::beat, 0, 1, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    heart.shutdownNow();
  }

  private void beat() {
    Topics topics = cluster.topics();
    sequence++;
    for (int zone = 1; zone <= 3; zone++) {
      for (int i = 1; i <= NODES_A_ZONE; i++) {
        String node = "z%d-%03d".formatted(zone, i);
        double load = 0.35 + 0.3 * Math.sin(i * zone) + 0.1 * Math.sin(sequence / 5.0 + i);
        cluster.write(topics.heartbeats(), node, Records.beat(node, sequence));
        cluster.write(topics.loadSamples(), node, Records.sample(node, Math.max(0.02, load)));
      }
    }
    cluster.write(topics.nodeStatus(), "~0", Records.progress());
  }

  private void begin() {
    Topics topics = cluster.topics();
    for (int zone = 1; zone <= 3; zone++) {
      for (int i = 1; i <= NODES_A_ZONE; i++) {
        String node = "z%d-%03d".formatted(zone, i);
        cluster.write(topics.nodes(), node, Records.profile(node, "z" + zone));
        cluster.write(topics.nodeStatus(), node, Records.status(node, NodeState.ALIVE));
      }
    }
    for (int i = 1; i <= 40; i++) {
      String workload = "train-%03d".formatted(i);
      String node = "z%d-%03d".formatted(1 + i % 3, 1 + i % NODES_A_ZONE);
      if (i == 2) {
        node = "z1-002";
      }
      cluster.write(
          topics.placements(), workload, Records.placement(workload, PlacementPhase.RUNNING, node));
      cluster.write(
          topics.decisions(),
          "inference",
          Records.decision(
              "0-%d-0".formatted(i), DecisionKind.PLACE, workload, null, node, "BEST"));
    }
    balance(cluster, topics);
    backups(cluster, topics);
    cluster.flush();
  }

  private static void balance(Cluster cluster, Topics topics) {
    long now = System.currentTimeMillis();
    for (int i = 0; i < 180; i++) {
      double wave = Math.sin(i / 14.0);
      double maximum = 0.62 + 0.2 * wave + (i > 110 && i < 128 ? 0.14 : 0);
      double average = 0.5 + 0.14 * wave;
      cluster.write(
          topics.loadBalance(),
          "inference",
          Records.window(i, average, maximum, now - (180 - i) * 10_000L));
    }
  }

  private static void backups(Cluster cluster, Topics topics) {
    long now = System.currentTimeMillis();
    cluster.write(
        topics.manifests("orders"),
        "1",
        Records.manifest(1, ManifestKind.BASE, now - 3_600_000, List.of(), ""));
    for (int i = 2; i < 60; i++) {
      long at = now - 3_600_000 + i * 60_000L;
      List<RestorePoint> points =
          switch (i) {
            case 20 -> List.of(point(RestorePointKind.BARRIER, "b-0020", 0, at));
            case 34 -> List.of(point(RestorePointKind.TRUNCATE, "public.orders", 812, at));
            case 41 -> List.of(point(RestorePointKind.NAMED, "before the release", 0, at));
            default -> List.of();
          };
      cluster.write(
          topics.manifests("orders"),
          Integer.toString(i),
          Records.manifest(i, ManifestKind.SEGMENT, at, points, ""));
    }
    cluster.write(
        topics.backupEvents(),
        "orders",
        Records.backup(BackupEventKind.BASE, "base of 3 tables at 0/16B3C8D0"));
    cluster.write(
        topics.backupEvents(),
        "orders",
        Records.backup(BackupEventKind.VERIFY, "7407 rows compared with barrier b-0020: equal"));
    cluster.write(
        topics.backupEvents(), "orders", Records.backup(BackupEventKind.SEGMENT, "segment"));
  }

  private static RestorePoint point(RestorePointKind kind, String label, long xid, long atMillis) {
    return RestorePoint.newBuilder()
        .setKind(kind)
        .setLabel(label)
        .setXid(xid)
        .setLsn(0x16B3C8D0L)
        .setCommittedAtMicros(atMillis * 1_000)
        .build();
  }
}
