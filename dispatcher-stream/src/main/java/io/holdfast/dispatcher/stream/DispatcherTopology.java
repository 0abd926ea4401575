package io.holdfast.dispatcher.stream;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/**
 * Inputs become one log per pool; that log becomes decisions. Read this first.
 *
 * <pre>
 *  nodes ─┐
 *  node-status ─┤                                        ┌─► assignments
 *  load-balance ─┤                                       ├─► placements
 *  workloads ─┼─► funnel ──► pool-events ──► decide ─────┼─► failover-commands
 *  policies ─┤                    ▲            │         ├─► rebalance-commands
 *  operations ─┤                pulses       pools       ├─► decisions
 *  command-results ─┘                        (store) └─► snapshots
 * </pre>
 */
public final class DispatcherTopology {

  static final String FUNNEL = "funnel";
  static final String DECIDE = "decide";
  static final String POOLS = "pools";

  private static final String POOL_EVENTS_OUT = "pool-events-out";

  private final Topics topics;
  private final RecordSerdes serdes;
  private final TopicIds ids;

  /**
   * @param serdeProperties what serializers are configured with
   * @param ids Kafka's id of each topic, by name
   */
  public DispatcherTopology(
      Topics topics, Map<String, Object> serdeProperties, Map<String, String> ids) {
    this.topics = topics;
    serdes = new RecordSerdes(serdeProperties);
    this.ids = new TopicIds(topics.prefix(), ids);
  }

  /** What the dispatcher decides from. */
  public static List<Topic<String, ? extends SpecificRecord>> inputs(Topics topics) {
    return List.of(
        topics.nodes(),
        topics.nodeStatus(),
        topics.loadBalance(),
        topics.workloads(),
        topics.policies(),
        topics.operations(),
        topics.commandResults());
  }

  /** What it publishes. */
  public static List<Topic<String, ? extends SpecificRecord>> outputs(Topics topics) {
    return List.of(
        topics.assignments(),
        topics.placements(),
        topics.failoverCommands(),
        topics.rebalanceCommands(),
        topics.decisions(),
        topics.snapshots());
  }

  public Topology build() {
    var topology = new Topology();
    funnelIntoOneOrder(topology);
    foldIntoDecisions(topology);
    publish(topology);
    return topology;
  }

  private void funnelIntoOneOrder(Topology topology) {
    List<Topic<String, ? extends SpecificRecord>> inputs = inputs(topics);
    inputs.forEach(input -> source(topology, input));
    String[] names = inputs.stream().map(this::nodeName).toArray(String[]::new);
    topology.addProcessor(FUNNEL, () -> new FunnelProcessor(ids), names);
    topology.addSink(
        POOL_EVENTS_OUT,
        topics.poolEvents().name(),
        new StringSerializer(),
        serdes.serializer(topics.poolEvents()),
        new PoolPartitioner(),
        FUNNEL);
  }

  private void foldIntoDecisions(Topology topology) {
    source(topology, topics.poolEvents());
    topology.addProcessor(DECIDE, () -> new DecideProcessor(ids), nodeName(topics.poolEvents()));
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(POOLS), Serdes.String(), Serdes.ByteArray())
            .withLoggingEnabled(Map.of()),
        DECIDE);
  }

  private void publish(Topology topology) {
    outputs(topics).forEach(output -> sink(topology, output));
  }

  private void source(Topology topology, Topic<String, ? extends SpecificRecord> topic) {
    topology.addSource(
        nodeName(topic), new StringDeserializer(), serdes.deserializer(topic), topic.name());
  }

  private <V extends SpecificRecord> void sink(Topology topology, Topic<String, V> topic) {
    topology.addSink(
        nodeName(topic), topic.name(), new StringSerializer(), serdes.serializer(topic), DECIDE);
  }

  private String nodeName(Topic<?, ?> topic) {
    return topic.name().substring(topics.prefix().length());
  }
}
