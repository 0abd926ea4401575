package io.holdfast.cli.topics;

import static java.util.stream.Collectors.toMap;

import io.holdfast.cli.topics.Standing.Found;
import io.holdfast.schemas.Topic;
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
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;

/** Asks a cluster how its topics stand. */
final class TopicSurvey {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Admin admin;

  TopicSurvey(Admin admin) {
    this.admin = admin;
  }

  /** Names of all topics of the cluster that begin so. */
  Set<String> names(String prefix) throws ExecutionException, InterruptedException {
    Set<String> names = admin.listTopics().names().get();
    names.removeIf(name -> !name.startsWith(prefix));
    return names;
  }

  /**
   * Returns when the broker that answers has heard of all of them: a new topic is known to the
   * controller first.
   *
   * @throws TimeoutException when that takes longer than anybody would wait
   */
  void awaitPresent(Collection<String> topics) throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!names("").containsAll(topics)) {
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

  List<Standing> of(List<? extends Topic<?, ?>> topics)
      throws ExecutionException, InterruptedException {
    Set<String> present = names("");
    List<String> names =
        topics.stream().<String>map(topic -> topic.name()).filter(present::contains).toList();
    Map<String, TopicDescription> described = admin.describeTopics(names).allTopicNames().get();
    Map<String, Map<String, String>> settings = settings(names);
    Map<String, Long> records = records(described);
    return topics.stream()
        .map(
            topic ->
                new Standing(
                    topic,
                    Optional.ofNullable(described.get(topic.name()))
                        .map(d -> found(d, settings.get(d.name()), records.get(d.name())))))
        .toList();
  }

  private static Found found(
      TopicDescription described, Map<String, String> settings, long records) {
    int replication =
        described.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    return new Found(described.partitions().size(), replication, settings, records);
  }

  private Map<String, Map<String, String>> settings(List<String> names)
      throws ExecutionException, InterruptedException {
    var resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<ConfigResource, Config> configs = admin.describeConfigs(resources).all().get();
    return configs.entrySet().stream()
        .collect(toMap(entry -> entry.getKey().name(), entry -> values(entry.getValue())));
  }

  private static Map<String, String> values(Config config) {
    var values = new HashMap<String, String>();
    for (ConfigEntry entry : config.entries()) {
      values.put(entry.name(), entry.value());
    }
    return values;
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
