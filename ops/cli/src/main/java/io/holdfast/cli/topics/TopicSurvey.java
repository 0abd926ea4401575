package io.holdfast.cli.topics;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.topics.Standing.Found;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.Finding;
import io.holdfast.schemas.admin.TopicAdmin;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks a cluster how its topics stand. */
final class TopicSurvey {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Cluster cluster;
  private final Admin admin;

  TopicSurvey(Cluster cluster) {
    this.cluster = cluster;
    this.admin = cluster.admin();
  }

  /** Names of all topics of the installation. */
  Set<String> names() throws ExecutionException, InterruptedException {
    Set<String> names = admin.listTopics().names().get();
    names.removeIf(name -> !name.startsWith(cluster.topics().prefix()));
    return names;
  }

  /**
   * Returns when the broker that answers has heard of all of them: a new topic is known to the
   * controller first.
   *
   * @throws TimeoutException when that takes longer than anybody would wait
   */
  void awaitPresent(Collection<? extends Topic<?, ?>> topics)
      throws ExecutionException, InterruptedException {
    List<String> names = topics.stream().<String>map(Topic::name).toList();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!names().containsAll(names)) {
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException(
            "The topics were created, but after %d s the brokers still do not show them all."
                .formatted(PATIENCE.toSeconds()));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  int brokers() throws ExecutionException, InterruptedException {
    return admin.describeCluster().nodes().get().size();
  }

  /** How each stands, beside what the contract says for this many brokers. */
  List<Standing> of(List<? extends Topic<?, ?>> topics, Durability durability)
      throws ExecutionException, InterruptedException {
    Set<String> present = names();
    List<String> names =
        topics.stream().<String>map(Topic::name).filter(present::contains).toList();
    Map<String, TopicDescription> described = admin.describeTopics(names).allTopicNames().get();
    Map<String, Long> records = records(described);
    Map<String, List<Finding>> findings =
        new TopicAdmin(admin, cluster.registry(), durability)
            .describe(topics).stream().collect(groupingBy(Finding::topic));
    return topics.stream()
        .map(
            topic ->
                new Standing(
                    topic,
                    Optional.ofNullable(described.get(topic.name()))
                        .map(found -> found(found, records.get(found.name()))),
                    findings.getOrDefault(topic.name(), List.of())))
        .toList();
  }

  private static Found found(TopicDescription described, long records) {
    int replication =
        described.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    return new Found(described.partitions().size(), replication, records);
  }

  private Map<String, Long> records(Map<String, TopicDescription> described)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, Long> ends = offsets(described, OffsetSpec.latest());
    var records = new HashMap<String, Long>();
    described.keySet().forEach(name -> records.put(name, 0L));
    offsets(described, OffsetSpec.earliest())
        .forEach(
            (partition, begin) ->
                records.merge(partition.topic(), ends.get(partition) - begin, Long::sum));
    return records;
  }

  private Map<TopicPartition, Long> offsets(
      Map<String, TopicDescription> described, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    var wanted = new HashMap<TopicPartition, OffsetSpec>();
    for (TopicDescription topic : described.values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        wanted.put(new TopicPartition(topic.name(), partition.partition()), spec);
      }
    }
    Map<TopicPartition, ListOffsetsResultInfo> all = admin.listOffsets(wanted).all().get();
    return all.entrySet().stream().collect(toMap(Map.Entry::getKey, e -> e.getValue().offset()));
  }
}
