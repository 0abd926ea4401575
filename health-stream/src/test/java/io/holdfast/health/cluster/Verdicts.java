package io.holdfast.health.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** All that was ever published to node-status, read on as time goes. Not thread-safe. */
public final class Verdicts implements AutoCloseable {

  /** Waiting ends after this; far longer than anything takes, for machines that are busy. */
  public static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Cluster cluster;
  private final Topic<String, SpecificRecord> topic;
  private final Deserializer<SpecificRecord> values;
  private final Consumer<String, byte[]> consumer;
  private final List<NodeStatus> published = new ArrayList<>();
  private final Map<String, NodeStatus> newest = new HashMap<>();
  private final Map<Integer, Progress> progress = new TreeMap<>();
  private final Map<Integer, Map<Long, Long>> observed = new TreeMap<>();
  private final Set<List<Object>> identities = new HashSet<>();
  private final Map<Integer, List<NodeStatus>> fresh = new TreeMap<>();

  public Verdicts(Cluster cluster) {
    this.cluster = cluster;
    topic = cluster.topics().nodeStatus();
    values = topic.valueSerde(cluster.registry()).deserializer();
    consumer =
        new KafkaConsumer<>(
            cluster.clients(), new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all = Cluster.partitions(topic);
    consumer.assign(all);
    consumer.seekToBeginning(all);
  }

  /** Reads what is there by now. */
  public Verdicts refresh() {
    for (var end : consumer.endOffsets(consumer.assignment()).entrySet()) {
      while (consumer.position(end.getKey()) < end.getValue()) {
        consumer.poll(Duration.ofMillis(100)).forEach(this::take);
      }
    }
    return this;
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    SpecificRecord value =
        record.value() == null ? null : values.deserialize(topic.name(), record.value());
    if (value instanceof NodeStatus status) {
      assertThat(record.partition())
          .as("where %s is told", status)
          .isEqualTo(status.getDecidedAt().getPartition());
      published.add(status);
      newest.put(status.getNode(), status);
      if (identities.add(identity(status))) {
        fresh
            .computeIfAbsent(status.getDecidedAt().getPartition(), p -> new ArrayList<>())
            .add(status);
      }
    } else if (value instanceof Progress told) {
      assertThat(record.partition())
          .as("where %s is told: behind the verdicts that it speaks of", told)
          .isEqualTo(told.getJudged().getPartition());
      observed
          .computeIfAbsent(told.getJudged().getPartition(), p -> new TreeMap<>())
          .put(told.getJudged().getOffset(), told.getObservedMillis());
      progress.merge(
          told.getJudged().getPartition(),
          told,
          (a, b) -> a.getJudged().getOffset() > b.getJudged().getOffset() ? a : b);
    } else {
      newest.remove(record.key());
    }
  }

  private static List<Object> identity(NodeStatus status) {
    return List.of(
        status.getDecidedAt(), status.getNode(), status.getIncarnation(), status.getState());
  }

  /** Each verdict once, as it was first published. */
  public Stream<NodeStatus> all() {
    return fresh.values().stream().flatMap(List::stream);
  }

  /** All statuses ever published, repetitions and those said twice after a kill included. */
  public List<NodeStatus> published() {
    return published;
  }

  /** Verdicts that kill, each once. */
  public List<NodeStatus> deaths() {
    return all()
        .filter(s -> s.getState() == NodeState.DEAD || s.getState() == NodeState.ENDED)
        .toList();
  }

  /** What stands under a node's key now. */
  public Optional<NodeStatus> newest(String node) {
    return Optional.ofNullable(newest.get(node));
  }

  /** How far each partition of heartbeats was judged. */
  public Map<Integer, Progress> progress() {
    return new TreeMap<>(progress);
  }

  /** The observed time of the partition that has the least, milliseconds; 0 where one has none. */
  public long leastObservedMillis() {
    if (progress.size() < cluster.topics().heartbeats().partitions()) {
      return 0;
    }
    return progress.values().stream().mapToLong(Progress::getObservedMillis).min().orElse(0);
  }

  public void awaitState(String node, NodeState state) {
    await(
        node + " is " + state,
        () -> newest(node).filter(status -> status.getState() == state).isPresent());
  }

  /** Until every partition is judged up to where its log ends now. */
  public void awaitAllJudged() {
    Map<Integer, Long> ends = cluster.ends(cluster.topics().heartbeats());
    await(
        "everything up to " + ends + " is judged",
        () ->
            ends.entrySet().stream()
                .allMatch(
                    end ->
                        progress.containsKey(end.getKey())
                            && progress.get(end.getKey()).getJudged().getOffset()
                                >= end.getValue() - 1));
  }

  /** Until so much time was observed in every partition from now on. */
  public void awaitObserved(Duration more) {
    refresh();
    long goal = leastObservedMillis() + more.toMillis();
    await(more + " observed", () -> leastObservedMillis() >= goal);
  }

  /** Reads until it holds. */
  public void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!refresh().holds(condition)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      pause(Duration.ofMillis(100));
    }
  }

  private boolean holds(BooleanSupplier condition) {
    return condition.getAsBoolean();
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * What was published, each verdict where it first appeared, is the very sequence that a fold over
   * the same log comes to; returns how many verdicts.
   */
  public int assertEqualToOfflineFold(String as) {
    refresh();
    int compared = 0;
    for (Map.Entry<Integer, Progress> each : progress.entrySet()) {
      int partition = each.getKey();
      long judged = each.getValue().getJudged().getOffset();
      Cluster.Folded folded = cluster.folded(partition, judged);
      assertThat(observed.get(partition))
          .as("%s: observed time of partition %d by offset", as, partition)
          .isEqualTo(folded.observed());
      List<String> offline = inWords(folded.statuses().stream());
      List<String> live =
          inWords(
              fresh.getOrDefault(partition, List.of()).stream()
                  .filter(status -> status.getDecidedAt().getOffset() <= judged));
      assertThat(live)
          .as("%s: partition %d up to offset %d", as, partition, judged)
          .isEqualTo(offline);
      compared += live.size();
    }
    return compared;
  }

  private static List<String> inWords(Stream<NodeStatus> statuses) {
    return statuses.map(NodeStatus::toString).toList();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
