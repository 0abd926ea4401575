package io.holdfast.health.replay;

import io.holdfast.health.domain.Fold;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.liveness.Verdict;
import io.holdfast.health.domain.load.Finding;
import io.holdfast.health.domain.load.Load;
import io.holdfast.health.domain.load.LoadSettings;
import io.holdfast.health.stream.FoldSnapshots;
import io.holdfast.health.stream.LogReader;
import io.holdfast.health.stream.RecordReader;
import io.holdfast.health.stream.SideConsumer;
import io.holdfast.records.PolicyMark;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.serde.MalformedRecordException;
import io.holdfast.schemas.snapshot.WholeState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The app's own folds over a range of the log: the same conclusions with the same identities as the
 * live ones, for a range that begins where the topic began or after a snapshot.
 */
public final class OfflineFold {

  private final Topics topics;
  private final Map<String, Object> clients;
  private final Map<String, Object> registry;
  private final LogReader log;
  private final Map<String, String> topicIds = new ConcurrentHashMap<>();

  /**
   * @param clients settings of Kafka's clients: address and security
   * @param registry Confluent's configuration keys
   */
  public OfflineFold(Topics topics, Map<String, Object> clients, Map<String, Object> registry) {
    this.topics = topics;
    this.clients = Map.copyOf(clients);
    this.registry = Map.copyOf(registry);
    this.log = new SideConsumer(clients);
  }

  /**
   * Judges the heartbeats of a partition from {@code from} on, before {@code to}.
   *
   * @throws KafkaException when they cannot be read
   */
  public Liveness liveness(
      int partition, long from, long to, LivenessSettings settings, Consumer<Verdict> out) {
    var liveness = new Liveness(identify(topics.heartbeats(), partition), settings);
    fold(topics.heartbeats(), partition, from, to, liveness, out, offset -> {});
    return liveness;
  }

  /**
   * The same, from this state on, with these marks before the first record.
   *
   * @param state that contains what comes before {@code from}; empty: an empty one
   * @param marks of other pools those in the log hold; of theirs only those with a greater version
   * @param progress takes the offset of each record once it is judged
   */
  public Liveness liveness(
      int partition,
      long from,
      long to,
      LivenessSettings settings,
      Optional<WholeState> state,
      List<PolicyMark> marks,
      Consumer<Verdict> out,
      LongConsumer progress) {
    var liveness = new Liveness(identify(topics.heartbeats(), partition), settings);
    state.ifPresent(whole -> FoldSnapshots.read(whole, liveness));
    marks.forEach(mark -> liveness.accept(from, 0, null, mark, out));
    fold(topics.heartbeats(), partition, from, to, liveness, out, progress);
    return liveness;
  }

  /**
   * Measures the load samples of a partition from {@code from} on, before {@code to}.
   *
   * @throws KafkaException when they cannot be read
   */
  public Load load(
      int partition, long from, long to, LoadSettings settings, Consumer<Finding> out) {
    var load = new Load(identify(topics.loadSamples(), partition), settings);
    fold(topics.loadSamples(), partition, from, to, load, out, offset -> {});
    return load;
  }

  private <C> void fold(
      Topic<String, SpecificRecord> topic,
      int partition,
      long from,
      long to,
      Fold<C> fold,
      Consumer<C> out,
      LongConsumer progress) {
    var reader = new RecordReader(topic, registry);
    log.read(
        new TopicPartition(topic.name(), partition),
        from,
        to,
        (offset, brokerMillis, headers, key, value) -> {
          SpecificRecord record;
          try {
            record = reader.value(headers, value);
          } catch (MalformedRecordException e) {
            return; // among the dead letters of the live app; no part of any state
          }
          fold.accept(offset, brokerMillis, reader.key(key), record, out);
          progress.accept(offset);
        });
  }

  private LogPartition identify(Topic<?, ?> topic, int partition) {
    return new LogPartition(topicIds.computeIfAbsent(topic.name(), this::lookUp), partition);
  }

  private String lookUp(String name) {
    try (Admin admin = Admin.create(clients)) {
      var described = admin.describeTopics(List.of(name)).allTopicNames().get();
      return described.get(name).topicId().toString();
    } catch (ExecutionException e) {
      throw new KafkaException("topic " + name + " cannot be described", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }
}
