package io.holdfast.bench.liveness;

import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Progress;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads node-status as it is written, and notes when what arrived. */
final class StatusTail implements AutoCloseable {

  /** A verdict that kills, and when it was read, epoch milliseconds. */
  record Death(NodeStatus status, long arrivedMillis) {}

  /** How far a partition was judged, and when that was read. */
  record Reached(Progress progress, long arrivedMillis) {

    /** Age of the newest record judged when it was told. */
    long lagMillis() {
      return arrivedMillis - progress.getJudgedAtMillis();
    }
  }

  private final Topic<String, SpecificRecord> topic;
  private final Deserializer<SpecificRecord> values;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Thread thread = new Thread(this::follow, "status-tail");
  private final List<Death> deaths = new ArrayList<>();
  private final Set<List<Object>> known = new HashSet<>();
  private final Map<Integer, Reached> reached = new TreeMap<>();
  private long worstLagMillis;

  StatusTail(LiveWorld world) {
    topic = world.topics().nodeStatus();
    values = topic.valueSerde(world.registry()).deserializer();
    consumer =
        new KafkaConsumer<>(world.clients(), new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        IntStream.range(0, topic.partitions())
            .mapToObj(number -> new TopicPartition(topic.name(), number))
            .toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    thread.setDaemon(true);
    thread.start();
  }

  private void follow() {
    try {
      while (true) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          take(record, System.currentTimeMillis());
        }
      }
    } catch (WakeupException closed) {
      consumer.close();
    }
  }

  private synchronized void take(ConsumerRecord<String, byte[]> record, long now) {
    SpecificRecord value =
        record.value() == null ? null : values.deserialize(topic.name(), record.value());
    if (value instanceof NodeStatus status) {
      boolean kills = status.getState() == NodeState.DEAD || status.getState() == NodeState.ENDED;
      if (kills
          && known.add(
              List.of(
                  status.getDecidedAt(),
                  status.getIncarnation(),
                  status.getNode(),
                  status.getState()))) {
        deaths.add(new Death(status, now));
      }
    } else if (value instanceof Progress progress) {
      var newest = new Reached(progress, now);
      reached.put(progress.getJudged().getPartition(), newest);
      worstLagMillis = Math.max(worstLagMillis, newest.lagMillis());
    }
  }

  /** Every verdict that kills, once. */
  synchronized List<Death> deaths() {
    return List.copyOf(deaths);
  }

  /** The newest progress of each partition. */
  synchronized Map<Integer, Reached> reached() {
    return new TreeMap<>(reached);
  }

  /** Greatest lag told by any partition since this was last asked. */
  synchronized long takeWorstLagMillis() {
    long worst = worstLagMillis;
    worstLagMillis = 0;
    return worst;
  }

  /** Nodes in a state, as the partitions tell. */
  synchronized long nodes(NodeState state) {
    return reached.values().stream()
        .mapToLong(each -> each.progress().getNodes().getOrDefault(state.name(), 0L))
        .sum();
  }

  /** How long ago the partition was heard of that was heard of longest ago. */
  synchronized long silenceMillis() {
    long now = System.currentTimeMillis();
    if (reached.size() < topic.partitions()) {
      return Long.MAX_VALUE;
    }
    return reached.values().stream().mapToLong(each -> now - each.arrivedMillis()).max().orElse(0);
  }

  @Override
  public void close() throws InterruptedException {
    consumer.wakeup();
    thread.join();
  }
}
