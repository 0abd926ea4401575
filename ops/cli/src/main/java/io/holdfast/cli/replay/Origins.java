package io.holdfast.cli.replay;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.cluster.TopicReader.Extent;
import io.holdfast.dispatcher.domain.replay.Difference;
import io.holdfast.dispatcher.domain.replay.Difference.What;
import io.holdfast.records.LogPosition;
import io.holdfast.records.Snapshot;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.snapshot.SnapshotGathering;
import io.holdfast.schemas.snapshot.WholeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where the partitions of a log are folded from: the newest snapshot that is not newer than a
 * moment, else the first record; where retention took that, the oldest snapshot from which the log
 * goes on. Snapshots of another version are passed over.
 */
public final class Origins {

  /** A snapshot is taken hourly, and published soon after. */
  private static final Duration LOOK_BACK = Duration.ofHours(3);

  private final Topic<?, ?> log;
  private final String topicId;
  private final String fold;
  private final int format;
  private final Instant from;
  private final Map<Integer, Extent> extents = new TreeMap<>();
  private final Map<Integer, Origin> origins = new TreeMap<>();
  private final Map<Integer, Integer> otherFormats = new TreeMap<>();
  private final List<Difference> differences = new ArrayList<>();

  /**
   * Where one partition is folded from.
   *
   * @param offset first record that is folded
   * @param state that contains what came before; empty: nothing did
   * @param since time from which on everything is folded
   */
  public record Origin(long offset, Optional<WholeState> state, Instant since) {}

  private Origins(Cluster cluster, Topic<?, ?> log, String fold, int format, Instant from) {
    this.log = log;
    this.fold = fold;
    this.format = format;
    this.from = from;
    topicId = PoolLog.topicId(cluster, log);
    for (Extent extent : cluster.reader().extents(log)) {
      extents.put(extent.partition(), extent);
      origins.put(extent.partition(), new Origin(extent.begin(), Optional.empty(), Instant.EPOCH));
    }
  }

  /**
   * Looks for them.
   *
   * @param fold of the snapshots: liveness or decisions
   * @param format of the snapshots that can be read
   * @param from of what is asked for; {@link Instant#EPOCH}: all that there is
   */
  public static Origins of(
      Cluster cluster, Topic<?, ?> log, String fold, int format, Instant from) {
    var origins = new Origins(cluster, log, fold, format, from);
    origins.start().ifPresent(start -> origins.search(cluster, start));
    return origins;
  }

  private Optional<Start> start() {
    boolean isWhole = extents.values().stream().allMatch(e -> e.begin() == 0);
    if (isWhole) {
      return from.equals(Instant.EPOCH)
          ? Optional.empty()
          : Optional.of(Start.at(from.minus(LOOK_BACK)));
    }
    return Optional.of(
        log.retention()
            .map(kept -> Start.at(Instant.now().minus(kept).minus(LOOK_BACK)))
            .orElse(Start.BEGINNING));
  }

  private void search(Cluster cluster, Start start) {
    var gathering = new SnapshotGathering();
    cluster
        .reader()
        .toEnd(
            cluster.topics().snapshots(),
            start,
            entry -> {
              if (entry.value().getFold().equals(fold)) {
                gathering.take(entry.value()).ifPresent(state -> consider(state, entry));
              }
            });
  }

  private void consider(WholeState state, Entry<Snapshot> last) {
    LogPosition at = state.at();
    Extent extent = extents.get(at.getPartition());
    boolean isOfThisLog = at.getTopicId().equals(topicId) && extent != null;
    if (!isOfThisLog || at.getOffset() + 1 < extent.begin() || at.getOffset() >= extent.end()) {
      return;
    }
    if (state.format() != format) {
      otherFormats.put(extent.partition(), state.format());
      return;
    }
    if (!state.isUnaltered()) {
      differences.add(
          new Difference(
              What.INPUT_ALTERED,
              "snapshots partition %d offset %d".formatted(last.partition(), last.offset()),
              "the state of %s at %s is not what was written".formatted(fold, at)));
      return;
    }
    boolean isFirst = extent.begin() > 0 && origins.get(extent.partition()).state().isEmpty();
    if (isFirst || !last.at().isAfter(from)) {
      origins.put(
          extent.partition(), new Origin(at.getOffset() + 1, Optional.of(state), last.at()));
    }
  }

  public Origin of(int partition) {
    return origins.get(partition);
  }

  public Start toStart() {
    return Start.offsets(
        origins.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, o -> o.getValue().offset())));
  }

  /** What is folded of each partition. */
  List<Extent> folded() {
    return extents.values().stream()
        .map(e -> new Extent(e.partition(), origins.get(e.partition()).offset(), e.end()))
        .toList();
  }

  /** Time from which on everything is folded, in all partitions. */
  Instant since() {
    return origins.values().stream()
        .map(Origin::since)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** What stands in the way of a whole answer. */
  public List<Difference> differences() {
    List<Difference> all = new ArrayList<>(differences);
    origins.forEach(
        (partition, origin) -> {
          if (origin.offset() > 0 && origin.state().isEmpty()) {
            all.add(
                new Difference(
                    What.LOG_INCOMPLETE,
                    "%s partition %d".formatted(log, partition),
                    "begins at offset %d, and there is no snapshot of what came before%s"
                        .formatted(origin.offset(), otherThan(partition))));
          }
        });
    return all;
  }

  private String otherThan(int partition) {
    Integer other = otherFormats.get(partition);
    return other == null
        ? ""
        : " but one of format %d, which another version of Holdfast reads".formatted(other);
  }
}
