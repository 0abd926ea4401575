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
  static final String NODE_STATUS = "node-status";
  static final String LOAD_SAMPLES = "load-samples";
  static final String LOAD = "load";
  static final String LOAD_CHECKPOINTS = "load-checkpoints";
  static final String LOAD_BALANCE = "load-balance";
  static final String DEAD_LETTERS = "dead-letters";
  static final String SNAPSHOTS = "snapshots";

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
    shareSinks(topology);
    return topology;
  }

  private void judgeLiveness(Topology topology, LivenessSettings settings) {
    FoldEdges edges = edges(FoldSnapshots.LIVENESS, topics.heartbeats(), LIVENESS_CHECKPOINTS);
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
  }

  private void measureBalance(Topology topology, LoadSettings settings) {
    FoldEdges edges = edges(FoldSnapshots.LOAD, topics.loadSamples(), LOAD_CHECKPOINTS);
    read(topology, LOAD_SAMPLES, topics.loadSamples());
    topology
        .addProcessor(LOAD, () -> new LoadProcessor(edges, settings), LOAD_SAMPLES)
        .addStateStore(Checkpoints.store(LOAD_CHECKPOINTS), LOAD);
    publish(topology, LOAD_BALANCE, topics.loadBalance(), LOAD);
  }

  /**
   * Both folds write to the same sinks, which makes them one sub-topology: a task is a partition of
   * heartbeats together with the one of load samples that has its number. As two, Streams would
   * count tasks of both kinds alike, and give one thread most of the heartbeats.
   */
  private void shareSinks(Topology topology) {
    Serializer<byte[]> bytes = Serdes.ByteArray().serializer();
    topology.addSink(DEAD_LETTERS, topics.deadLetters().name(), bytes, bytes, LIVENESS, LOAD);
    publish(topology, SNAPSHOTS, topics.snapshots(), LIVENESS, LOAD);
  }

  /** As bytes: what cannot be read must reach the dead letters as it was. */
  private static void read(Topology topology, String name, Topic<?, ?> topic) {
    Deserializer<byte[]> bytes = Serdes.ByteArray().deserializer();
    topology.addSource(name, bytes, bytes, topic.name());
  }

  private void publish(Topology topology, String name, Topic<String, ?> topic, String... from) {
    topology.addSink(
        name,
        topic.name(),
        topic.keySerde().serializer(),
        topic.valueSerde(registry).serializer(),
        from);
  }

  private FoldEdges edges(String fold, Topic<String, SpecificRecord> topic, String store) {
    return new FoldEdges(
        fold,
        store,
        world.topicIds(),
        new RecordReader(topic, registry),
        world.log(),
        config,
        world.metrics());
  }
}
