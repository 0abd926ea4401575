package io.holdfast.health.stream;

import io.holdfast.health.pulse.LogEnds;
import io.holdfast.health.pulse.Pulses.Beat;
import io.holdfast.runtime.Dependency;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.runtime.config.KafkaConfig;
import io.holdfast.runtime.config.RegistryConfig;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.admin.Durability;
import io.holdfast.schemas.admin.Finding;
import io.holdfast.schemas.admin.TopicAdmin;
import io.holdfast.schemas.registry.SchemaRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * The topics that health-stream reads and writes, as they are: checked against the catalogue, their
 * ids and ends.
 */
public final class InputTopics implements Dependency {

  private final KafkaConfig kafka;
  private final RegistryConfig registry;
  private final Topics topics;
  private TopicIds ids;
  private LogEnds ends;
  private Map<String, Integer> partitions;

  public InputTopics(KafkaConfig kafka, RegistryConfig registry) {
    this.kafka = kafka;
    this.registry = registry;
    this.topics = Topics.withPrefix(kafka.topicPrefix());
  }

  /** The topics that must be as the catalogue has them, or nothing starts. */
  public static List<Topic<?, ?>> of(Topics topics) {
    return List.of(
        topics.heartbeats(),
        topics.loadSamples(),
        topics.nodeStatus(),
        topics.loadBalance(),
        topics.policies(),
        topics.snapshots(),
        topics.deadLetters());
  }

  @Override
  public String name() {
    return "topics";
  }

  @Override
  public void probe() throws Exception {
    try (Admin admin = Admin.create(kafka.clientProperties(Map.of("enable.metrics.push", false)))) {
      check(admin);
      describe(admin);
    }
  }

  /** A topic that is missing may still be made; one that is other than agreed stays so. */
  private void check(Admin admin) throws IOException {
    var described =
        new TopicAdmin(admin, SchemaRegistry.from(registry.serdeProperties()), Durability.SANDBOX)
            .describe(of(topics));
    for (Finding finding : described) {
      if (finding.kind() == Finding.Kind.TOPIC_MISSING) {
        throw new IOException(finding.words());
      }
      if (finding.isError()) {
        throw new StartRefusedException(Reason.TOPICS, finding.words());
      }
    }
  }

  private void describe(Admin admin) throws Exception {
    List<String> names = List.of(topics.heartbeats().name(), topics.loadSamples().name());
    Map<String, TopicDescription> found =
        admin.describeTopics(names).allTopicNames().get(10, TimeUnit.SECONDS);
    var byName = new HashMap<String, String>();
    var counts = new HashMap<String, Integer>();
    found.forEach(
        (name, topic) -> {
          byName.put(name, topic.topicId().toString());
          counts.put(name, topic.partitions().size());
        });
    ids = new TopicIds(byName);
    partitions = counts;
    ends = new LogEnds(counts.get(topics.heartbeats().name()));
  }

  TopicIds ids() {
    return ids;
  }

  /** Where the logs of heartbeats end. */
  public LogEnds ends() {
    return ends;
  }

  /** Where to pulse: heartbeats first. */
  public List<Beat> beats() {
    return List.of(beat(topics.heartbeats()), beat(topics.loadSamples()));
  }

  private Beat beat(Topic<String, SpecificRecord> topic) {
    return new Beat(topic, partitions.get(topic.name()));
  }
}
