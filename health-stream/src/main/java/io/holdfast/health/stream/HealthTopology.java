package io.holdfast.health.stream;

import io.holdfast.health.config.StreamsConfig;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.load.LoadSettings;
import io.holdfast.health.pulse.LogEnds;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;

/** Heartbeats become verdicts; load samples become the degree of balance. Read this first. */
public final class HealthTopology {

  static final String HEARTBEATS = "heartbeats";
  static final String LIVENESS = "liveness";
  static final String LIVENESS_CHECKPOINTS = "liveness-checkpoints";
  static final String LIVENESS_DEAD_LETTERS = "heartbeats-dead-letters";
  static final String LIVENESS_SNAPSHOTS = "liveness-snapshots";
  static final String NODE_STATUS = "node-status";
  static final String LOAD_SAMPLES = "load-samples";
  static final String LOAD = "load";
  static final String LOAD_CHECKPOINTS = "load-checkpoints";
  static final String LOAD_DEAD_LETTERS = "load-samples-dead-letters";
  static final String LOAD_SNAPSHOTS = "load-snapshots";
  static final String LOAD_BALANCE = "load-balance";

  private final Topics topics;
  private final Map<String, Object> registry;
  private final StreamsConfig config;
  private final World world;

  /**
   * What the app is given from outside.
   *
   * @param log reads records again
   * @param topicIds of the input topics
   * @param ends of their logs, as far as known
   */
  public record World(LogReader log, TopicIds topicIds, LogEnds ends, HealthMetrics metrics) {}

  public HealthTopology(
      Topics topics, Map<String, Object> registry, StreamsConfig config, World world) {
    this.topics = topics;
    this.registry = registry;
    this.config = config;
    this.world = world;
  }

  public Topology build(LivenessSettings liveness, LoadSettings load) {
    var topology = new Topology();
    judgeLiveness(topology, liveness);
    measureBalance(topology, load);
    return topology;
  }

  private void judgeLiveness(Topology topology, LivenessSettings settings) {
    FoldEdges edges =
        edges(
            FoldSnapshots.LIVENESS,
            topics.heartbeats(),
            LIVENESS_CHECKPOINTS,
            LIVENESS_DEAD_LETTERS,
            LIVENESS_SNAPSHOTS);
    read(topology, HEARTBEATS, topics.heartbeats());
    topology
        .addProcessor(
            LIVENESS, () -> new LivenessProcessor(edges, settings, world.ends()), HEARTBEATS)
        .addStateStore(Checkpoints.store(LIVENESS_CHECKPOINTS), LIVENESS);
    topology.addSink(
        NODE_STATUS,
        topics.nodeStatus().name(),
        topics.nodeStatus().keySerde().serializer(),
        topics.nodeStatus().valueSerde(registry).serializer(),
        new StatusPartitioner(),
        LIVENESS);
    bury(topology, LIVENESS_DEAD_LETTERS, LIVENESS);
    publish(topology, LIVENESS_SNAPSHOTS, topics.snapshots(), LIVENESS);
  }

  private void measureBalance(Topology topology, LoadSettings settings) {
    FoldEdges edges =
        edges(
            FoldSnapshots.LOAD,
            topics.loadSamples(),
            LOAD_CHECKPOINTS,
            LOAD_DEAD_LETTERS,
            LOAD_SNAPSHOTS);
    read(topology, LOAD_SAMPLES, topics.loadSamples());
    topology
        .addProcessor(LOAD, () -> new LoadProcessor(edges, settings), LOAD_SAMPLES)
        .addStateStore(Checkpoints.store(LOAD_CHECKPOINTS), LOAD);
    publish(topology, LOAD_BALANCE, topics.loadBalance(), LOAD);
    bury(topology, LOAD_DEAD_LETTERS, LOAD);
    publish(topology, LOAD_SNAPSHOTS, topics.snapshots(), LOAD);
  }

  /** As bytes: what cannot be read must reach the dead letters as it was. */
  private static void read(Topology topology, String name, Topic<?, ?> topic) {
    Deserializer<byte[]> bytes = Serdes.ByteArray().deserializer();
    topology.addSource(name, bytes, bytes, topic.name());
  }

  private void publish(Topology topology, String name, Topic<String, ?> topic, String from) {
    topology.addSink(
        name,
        topic.name(),
        topic.keySerde().serializer(),
        topic.valueSerde(registry).serializer(),
        from);
  }

  private void bury(Topology topology, String name, String from) {
    Serializer<byte[]> bytes = Serdes.ByteArray().serializer();
    topology.addSink(name, topics.deadLetters().name(), bytes, bytes, from);
  }

  private FoldEdges edges(
      String fold,
      Topic<String, SpecificRecord> topic,
      String store,
      String deadLetters,
      String snapshots) {
    return new FoldEdges(
        fold,
        store,
        deadLetters,
        snapshots,
        world.topicIds(),
        new RecordReader(topic, registry),
        world.log(),
        config,
        world.metrics());
  }
}
