package io.holdfast.health.cluster;

import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.health.replay.OfflineFold;
import io.holdfast.health.stream.InputTopics;
import io.holdfast.records.NodeStatus;
import io.holdfast.sandbox.ChildCommand;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import io.holdfast.schemas.time.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Topics of one test in a real cluster, and health-stream as processes. */
public final class Cluster {

  private final Topics topics;
  private final Map<String, Object> clients;
  private final Map<String, Object> registry;
  private final Path directory;

  /**
   * @param prefix of this test's topics
   * @param directory for logs and local state
   */
  public Cluster(String bootstrapServers, String registryUrl, String prefix, Path directory) {
    this.topics = Topics.withPrefix(prefix);
    this.clients = Map.of("bootstrap.servers", bootstrapServers, "enable.metrics.push", false);
    this.registry = Map.of("schema.registry.url", registryUrl);
    this.directory = directory;
    try (Admin admin = Admin.create(clients)) {
      new TopicAdmin(admin, SchemaRegistry.from(registry), Durability.SANDBOX)
          .create(InputTopics.of(topics));
    }
  }

  public Topics topics() {
    return topics;
  }

  public Map<String, Object> clients() {
    return clients;
  }

  public Map<String, Object> registry() {
    return registry;
  }

  /** Where the instances' logs and local states are. */
  public Path directory() {
    return directory;
  }

  /**
   * Starts an instance.
   *
   * @param health the program, without arguments
   * @param name of its state directory and its log
   */
  public ChildProcess start(ChildCommand health, String name, String... settings) {
    var arguments = new ArrayList<String>();
    set(arguments, "kafka.bootstrap-servers=" + clients.get("bootstrap.servers"));
    set(arguments, "kafka.topic-prefix=" + topics.prefix());
    set(arguments, "registry.url=" + registry.get("schema.registry.url"));
    set(arguments, "http.port=0");
    set(arguments, "streams.state-directory=" + directory.resolve(name));
    set(arguments, "streams.session-timeout=2s");
    for (String setting : settings) {
      set(arguments, setting);
    }
    return health
        .arguments(arguments.toArray(String[]::new))
        .start(name, directory.resolve(name + ".log"));
  }

  private static void set(List<String> arguments, String setting) {
    arguments.add("--set");
    arguments.add(setting);
  }

  /** Where each partition ends now. */
  public Map<Integer, Long> ends(Topic<?, ?> topic) {
    Map<TopicPartition, OffsetSpec> asked = new java.util.HashMap<>();
    partitions(topic).forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    var ends = new TreeMap<Integer, Long>();
    try (Admin admin = Admin.create(clients)) {
      admin
          .listOffsets(asked)
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join()
          .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
    }
    return ends;
  }

  /** All that a topic holds now; each partition's records in their order. */
  public List<ConsumerRecord<byte[], byte[]>> contents(Topic<?, ?> topic) {
    var contents = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    List<TopicPartition> all = partitions(topic);
    try (var consumer =
        new KafkaConsumer<>(clients, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(all);
      consumer.seekToBeginning(all);
      for (var end : consumer.endOffsets(all).entrySet()) {
        while (consumer.position(end.getKey()) < end.getValue()) {
          consumer.poll(Duration.ofMillis(100)).forEach(contents::add);
        }
      }
    }
    return contents;
  }

  static List<TopicPartition> partitions(Topic<?, ?> topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(number -> new TopicPartition(topic.name(), number))
        .toList();
  }

  /**
   * What a fold outside of the app comes to.
   *
   * @param statuses its verdicts
   * @param observed the observed time that it reports, milliseconds, by offset
   */
  public record Folded(List<NodeStatus> statuses, Map<Long, Long> observed) {}

  /** Folds a partition of heartbeats outside of the app, up to an offset. */
  public Folded folded(int partition, long upTo) {
    var statuses = new ArrayList<NodeStatus>();
    var observed = new TreeMap<Long, Long>();
    var reports = new ArrayList<Long>();
    new OfflineFold(topics, clients, registry)
        .liveness(
            partition,
            0,
            upTo + 1,
            LivenessSettings.of(Profile.DEFAULT),
            Optional.empty(),
            List.of(),
            verdict -> {
              if (verdict instanceof Verdict.Fresh fresh) {
                statuses.add(fresh.status());
              } else if (verdict instanceof Verdict.Reached reached) {
                reports.add(reached.observedMillis());
              }
            },
            offset -> {
              reports.forEach(millis -> observed.put(offset, millis));
              reports.clear();
            });
    return new Folded(statuses, observed);
  }
}
