package io.holdfast.health;

import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.health.replay.OfflineFold;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;
import io.holdfast.sandbox.ChildProcess;
import io.holdfast.sandbox.SandboxExtension;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import io.holdfast.schemas.time.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Topics of one test in a real cluster, health-stream as a process, and what comes of it. */
final class Cluster {

  final Topics topics;
  final Map<String, Object> clients;
  final Map<String, Object> registry;
  private final Path directory;

  /**
   * @param prefix of this test's topics
   * @param directory for logs and local state
   */
  Cluster(SandboxExtension sandbox, String prefix, Path directory) {
    this.topics = Topics.withPrefix(prefix);
    this.clients = Map.of("bootstrap.servers", sandbox.bootstrapServers());
    this.registry = Map.of("schema.registry.url", sandbox.registryUrl());
    this.directory = directory;
    try (Admin admin = Admin.create(clients)) {
      new TopicAdmin(admin, SchemaRegistry.from(registry), Durability.SANDBOX)
          .create(
              List.of(
                  topics.heartbeats(),
                  topics.loadSamples(),
                  topics.nodeStatus(),
                  topics.loadBalance(),
                  topics.policies(),
                  topics.deadLetters()));
    }
  }

  ChildProcess startHealthStream(String name, String... settings) {
    var arguments = new ArrayList<String>();
    set(arguments, "kafka.bootstrap-servers=" + clients.get("bootstrap.servers"));
    set(arguments, "kafka.topic-prefix=" + topics.prefix());
    set(arguments, "registry.url=" + registry.get("schema.registry.url"));
    set(arguments, "http.port=0");
    set(arguments, "streams.state-directory=" + directory.resolve(name));
    set(arguments, "streams.session-timeout=3s");
    for (String setting : settings) {
      set(arguments, setting);
    }
    return ChildProcess.java(Main.class.getName())
        .jvmOptions("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .arguments(arguments.toArray(String[]::new))
        .start(name, directory.resolve(name + ".log"));
  }

  private static void set(List<String> arguments, String setting) {
    arguments.add("--set");
    arguments.add(setting);
  }

  /** Everything in a topic now, by source partition in order. */
  List<SpecificRecord> read(Topic<String, SpecificRecord> topic) {
    var values = new ArrayList<SpecificRecord>();
    var deserializer = topic.valueSerde(registry).deserializer();
    try (var consumer =
        new KafkaConsumer<>(clients, new StringDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = ends(topic);
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer
            .poll(java.time.Duration.ofMillis(100))
            .forEach(
                record -> {
                  if (record.value() != null) {
                    values.add(deserializer.deserialize(topic.name(), record.value()));
                  }
                });
      }
    }
    return values;
  }

  Map<TopicPartition, Long> ends(Topic<?, ?> topic) {
    try (var consumer =
        new KafkaConsumer<>(clients, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(topic.name()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      return consumer.endOffsets(all);
    }
  }

  /** The live verdicts, by partition of heartbeats, each identity once. */
  Map<Integer, List<NodeStatus>> verdicts() {
    var byPartition = new TreeMap<Integer, List<NodeStatus>>();
    var identities = new HashSet<List<Object>>();
    for (SpecificRecord record : read(topics.nodeStatus())) {
      if (record instanceof NodeStatus status
          && identities.add(
              List.of(
                  status.getDecidedAt(),
                  status.getNode(),
                  status.getIncarnation(),
                  status.getState()))) {
        byPartition
            .computeIfAbsent(status.getDecidedAt().getPartition(), p -> new ArrayList<>())
            .add(status);
      }
    }
    byPartition
        .values()
        .forEach(
            statuses ->
                statuses.sort(
                    java.util.Comparator.comparingLong(s -> s.getDecidedAt().getOffset())));
    return byPartition;
  }

  /** How far each partition of heartbeats was judged, as its newest progress tells. */
  Map<Integer, Progress> progress() {
    var newest = new HashMap<Integer, Progress>();
    for (SpecificRecord record : read(topics.nodeStatus())) {
      if (record instanceof Progress progress) {
        newest.merge(
            progress.getJudged().getPartition(),
            progress,
            (a, b) -> a.getJudged().getOffset() > b.getJudged().getOffset() ? a : b);
      }
    }
    return newest;
  }

  /** The verdicts that a fold outside of the app comes to, up to an offset. */
  List<NodeStatus> folded(int partition, long upTo) {
    var statuses = new ArrayList<NodeStatus>();
    new OfflineFold(topics, clients, registry)
        .liveness(
            partition,
            0,
            upTo + 1,
            LivenessSettings.of(Profile.DEFAULT),
            verdict -> {
              if (verdict instanceof Verdict.Fresh fresh) {
                statuses.add(fresh.status());
              }
            });
    return statuses;
  }
}
