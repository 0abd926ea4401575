package io.holdfast.backup.kafka;

import io.holdfast.runtime.Reason;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of one database, which are made when it is backed up for the first time. */
public final class DatabaseTopics {

  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(10);

  private final Clients clients;

  public DatabaseTopics(Clients clients) {
    this.clients = clients;
  }

  /**
   * Makes those that are absent, and waits until each can be written to: the leader of a new
   * partition begins to lead a moment after it is named, and an idempotent producer can lose the
   * batch that comes before (KAFKA-14359).
   *
   * @throws StartRefusedException when one has more than one partition: one database is one order
   */
  public void ensure(Topics topics, String database)
      throws ExecutionException, InterruptedException {
    List<Topic<?, ?>> all =
        List.of(topics.changes(database), topics.manifests(database), topics.backupEvents());
    try (Admin admin = clients.admin()) {
      for (Topic<?, ?> topic : all) {
        ensure(admin, topic);
      }
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      for (Topic<?, ?> topic : all) {
        for (int partition = 0; partition < topic.partitions(); partition++) {
          ends.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
        }
      }
      admin.listOffsets(ends).all().get();
    }
  }

  private static void ensure(Admin admin, Topic<?, ?> topic)
      throws ExecutionException, InterruptedException {
    Optional<TopicDescription> known = describe(admin, topic.name());
    if (known.isEmpty()) {
      create(admin, topic);
    } else if (known.get().partitions().size() != topic.partitions()) {
      throw new StartRefusedException(
          Reason.TOPICS,
          "topic %s has %d partitions instead of %d: delete it if it is not in use, and start again"
              .formatted(topic.name(), known.get().partitions().size(), topic.partitions()));
    }
  }

  private static void create(Admin admin, Topic<?, ?> topic)
      throws ExecutionException, InterruptedException {
    Map<String, String> settings = new HashMap<>();
    settings.put("cleanup.policy", topic.cleanup().config());
    settings.put("message.timestamp.type", topic.timestamps().config());
    settings.put(
        "retention.ms", topic.retention().map(kept -> Long.toString(kept.toMillis())).orElse("-1"));
    NewTopic wanted =
        new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
            .configs(settings);
    try {
      admin.createTopics(List.of(wanted)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
    awaitKnown(admin, topic.name());
  }

  /** Brokers hear of a new topic a moment after it was made. */
  private static void awaitKnown(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
    while (describe(admin, topic).isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "topic " + topic + " was made, but the broker asked does not know it");
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Id of a topic: one that was deleted and made again has another. */
  public String idOf(Topic<?, ?> topic) throws ExecutionException, InterruptedException {
    try (Admin admin = clients.admin()) {
      return describe(admin, topic.name())
          .map(description -> description.topicId().toString())
          .orElseThrow(() -> new IllegalStateException("topic " + topic.name() + " vanished"));
    }
  }

  private static Optional<TopicDescription> describe(Admin admin, String topic)
      throws ExecutionException, InterruptedException {
    try {
      return Optional.of(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
