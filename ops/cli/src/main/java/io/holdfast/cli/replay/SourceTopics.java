package io.holdfast.cli.replay;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.dispatcher.domain.Input;
import io.holdfast.dispatcher.domain.replay.Inputs;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topic.Cleanup;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/** The topics that the pools' log is made of, as they are now. */
final class SourceTopics {

  private final Cluster cluster;
  private final Inputs inputs;

  private SourceTopics(Cluster cluster) {
    this.cluster = cluster;
    inputs =
        new Inputs(
            all(cluster).stream()
                .filter(topic -> topic.cleanup() == Cleanup.COMPACT)
                .map(this::plainName)
                .collect(Collectors.toSet()),
            new Fingerprint());
  }

  /** Reads all that they still have. */
  static Inputs read(Cluster cluster) {
    var sources = new SourceTopics(cluster);
    all(cluster).forEach(sources::read);
    return sources.inputs;
  }

  private static List<Topic<String, ? extends SpecificRecord>> all(Cluster cluster) {
    var topics = cluster.topics();
    return List.of(
        topics.nodes(),
        topics.nodeStatus(),
        topics.loadBalance(),
        topics.workloads(),
        topics.policies(),
        topics.operations(),
        topics.commandResults());
  }

  private void read(Topic<String, ? extends SpecificRecord> topic) {
    String topicId = PoolLog.topicId(cluster, topic);
    cluster.reader().toEnd(topic, Start.BEGINNING, entry -> take(topicId, entry));
  }

  private void take(String topicId, Entry<? extends SpecificRecord> entry) {
    if (entry.value() != null) {
      var at = new Position(topicId, entry.partition(), entry.offset());
      inputs.source(plainName(entry.topic()), at, entry.value(), home(entry));
    }
  }

  private int home(Entry<? extends SpecificRecord> entry) {
    if (!Input.isMeant(entry.key(), entry.value())) {
      return Inputs.NOWHERE;
    }
    String pool = Input.of(entry.key(), entry.value()).pool();
    var log = cluster.topics().poolEvents();
    return pool == null ? Inputs.EVERYWHERE : log.partitionOf(pool, log.partitions());
  }

  private String plainName(Topic<?, ?> topic) {
    return topic.name().substring(cluster.topics().prefix().length());
  }
}
