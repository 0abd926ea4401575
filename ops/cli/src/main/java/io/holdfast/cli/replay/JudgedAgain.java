package io.holdfast.cli.replay;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.TopicReader.Extent;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.Failure;
import io.holdfast.cli.shell.ProgressBar;
import io.holdfast.cli.shell.Terminal;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.health.replay.OfflineFold;
import io.holdfast.health.stream.FoldSnapshots;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PolicyMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/**
 * The heartbeats of a cluster, judged once more by health-stream's own fold, several partitions at
 * a time.
 *
 * @param extents what was read, by partition
 * @param verdicts new verdicts, partition by partition in the order of their log
 */
record JudgedAgain(List<Extent> extents, List<NodeStatus> verdicts, double seconds) {

  private static final int TELL_EVERY = 10_000;

  JudgedAgain {
    extents = List.copyOf(extents);
    verdicts = List.copyOf(verdicts);
  }

  /** Where the heartbeats can be judged from for what was judged from then on. */
  static Origins origins(Cluster cluster, Instant from) {
    return Origins.of(
        cluster, cluster.topics().heartbeats(), FoldSnapshots.LIVENESS, Liveness.FORMAT, from);
  }

  /**
   * Judges all that is there now.
   *
   * @param origins where it is judged from
   * @param marks policies that hold before the first record
   */
  static JudgedAgain judge(
      Cluster cluster,
      Origins origins,
      LivenessSettings settings,
      List<PolicyMark> marks,
      Terminal terminal) {
    List<Extent> extents = origins.folded();
    var fold =
        new OfflineFold(cluster.topics(), cluster.clientSettings(), cluster.registrySettings());
    long began = System.nanoTime();
    List<NodeStatus> verdicts = new ArrayList<>();
    long total = extents.stream().mapToLong(Extent::records).sum();
    int threads = Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), extents.size()));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (var bar = new ProgressBar(terminal, "heartbeats", total)) {
      List<Future<List<NodeStatus>>> judging = new ArrayList<>();
      for (Extent extent : extents) {
        judging.add(pool.submit(() -> judge(fold, extent, origins, settings, marks, bar)));
      }
      for (Future<List<NodeStatus>> one : judging) {
        verdicts.addAll(one.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.INTERRUPTED, "Interrupted while heartbeats were judged.", e);
    } catch (ExecutionException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "The heartbeats cannot be read: " + e.getCause().getMessage(),
          e.getCause());
    } finally {
      pool.shutdownNow();
    }
    return new JudgedAgain(extents, verdicts, (System.nanoTime() - began) / 1e9);
  }

  private static List<NodeStatus> judge(
      OfflineFold fold,
      Extent extent,
      Origins origins,
      LivenessSettings settings,
      List<PolicyMark> marks,
      ProgressBar bar) {
    List<NodeStatus> fresh = new ArrayList<>();
    if (extent.records() > 0) {
      fold.liveness(
          extent.partition(),
          extent.begin(),
          extent.end(),
          settings,
          origins.of(extent.partition()).state(),
          marks,
          verdict -> {
            if (verdict instanceof Verdict.Fresh news) {
              fresh.add(news.status());
            }
          },
          every(bar));
    }
    return fresh;
  }

  private static LongConsumer every(ProgressBar bar) {
    return new LongConsumer() {
      private int since;

      @Override
      public void accept(long offset) {
        if (++since == TELL_EVERY) {
          bar.advance(since);
          since = 0;
        }
      }
    };
  }

  /** Records read. */
  long records() {
    return extents.stream().mapToLong(Extent::records).sum();
  }
}
