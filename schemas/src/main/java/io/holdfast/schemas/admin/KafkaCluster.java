package io.holdfast.schemas.admin;

import io.holdfast.schemas.admin.TopicAdminException.Reason;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** A cluster reached by Kafka's admin client. */
final class KafkaCluster implements Cluster {

  private static final int LEADERS_WITHIN_MILLIS = 60_000;
  private static final int PAUSE_MILLIS = 20;

  private final Admin admin;

  KafkaCluster(Admin admin) {
    this.admin = admin;
  }

  @Override
  public Map<String, TopicState> find(Collection<String> names) {
    Map<String, TopicState> found = new HashMap<>();
    admin
        .describeTopics(names)
        .topicNameValues()
        .forEach(
            (name, future) ->
                unless(UnknownTopicOrPartitionException.class, name, future)
                    .flatMap(this::state)
                    .ifPresent(state -> found.put(name, state)));
    return found;
  }

  private Optional<TopicState> state(TopicDescription topic) {
    var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    var future = admin.describeConfigs(Set.of(resource)).values().get(resource);
    return unless(UnknownTopicOrPartitionException.class, topic.name(), future)
        .map(
            config -> new TopicState(topic.partitions().size(), replicas(topic), settings(config)));
  }

  private static int replicas(TopicDescription topic) {
    return topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
  }

  private static Map<String, String> settings(Config config) {
    Map<String, String> settings = new HashMap<>();
    for (ConfigEntry entry : config.entries()) {
      if (entry.value() != null) {
        settings.put(entry.name(), entry.value());
      }
    }
    return settings;
  }

  @Override
  public Set<String> create(Collection<NewTopic> topics) {
    var requests = topics.stream().map(KafkaCluster::request).toList();
    Set<String> created = new HashSet<>();
    admin
        .createTopics(requests)
        .values()
        .forEach(
            (name, future) ->
                unless(TopicExistsException.class, name, future.thenApply(done -> name))
                    .ifPresent(created::add));
    return created;
  }

  /**
   * A topic that is created has leaders on paper: each begins to lead a moment later. An idempotent
   * producer whose first batch comes too early, and whose second does not, has lost the first
   * (KAFKA-14359). A broker may not even have heard of the topic yet, which the client takes for an
   * answer: it is asked again.
   */
  @Override
  public void awaitLeaders(Map<String, Integer> partitions) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(
        (topic, count) ->
            IntStream.range(0, count)
                .forEach(
                    partition ->
                        asked.put(new TopicPartition(topic, partition), OffsetSpec.latest())));
    var options = new ListOffsetsOptions();
    options.timeoutMs(LEADERS_WITHIN_MILLIS);
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LEADERS_WITHIN_MILLIS);
    while (!asked.isEmpty()) {
      var answers = admin.listOffsets(asked, options);
      boolean isLate = System.nanoTime() > deadline;
      asked.keySet().removeIf(partition -> isLed(partition, answers, isLate));
      if (!asked.isEmpty()) {
        pause();
      }
    }
  }

  private static boolean isLed(
      TopicPartition partition, ListOffsetsResult answers, boolean isLate) {
    try {
      answers.partitionResult(partition).get();
      return true;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException && !isLate) {
        return false;
      }
      if (e.getCause() instanceof RetriableException) {
        throw new TopicAdminException(
            Reason.UNREACHABLE,
            "%s: no broker leads it: start the brokers that hold it.".formatted(partition),
            e.getCause());
      }
      throw failure(partition.topic(), e.getCause());
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static InterruptException interrupted(InterruptedException e) {
    return new InterruptException("Interrupted while waiting for the cluster.", e);
  }

  private static org.apache.kafka.clients.admin.NewTopic request(NewTopic topic) {
    return new org.apache.kafka.clients.admin.NewTopic(
            topic.name(), topic.partitions(), (short) topic.replicas())
        .configs(topic.settings());
  }

  /** The result; empty if it failed in the way expected. */
  private static <T> Optional<T> unless(
      Class<? extends Exception> expected, String topic, KafkaFuture<T> future) {
    try {
      return Optional.of(future.get());
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (expected.isInstance(e.getCause())) {
        return Optional.empty();
      }
      throw failure(topic, e.getCause());
    }
  }

  private static TopicAdminException failure(String topic, Throwable cause) {
    Reason reason = reason(cause);
    String message = "%s: %s".formatted(topic, cause.getMessage());
    switch (reason) {
      case UNREACHABLE:
        message = "No Kafka broker answered in time: start one, or correct bootstrap.servers.";
        break;
      case TOO_FEW_BROKERS:
        message = message + " Start more brokers, or ask for fewer replicas.";
        break;
      default:
        break;
    }
    return new TopicAdminException(reason, message, cause);
  }

  private static Reason reason(Throwable cause) {
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return Reason.REFUSED;
    }
    if (cause instanceof InvalidReplicationFactorException) {
      return Reason.TOO_FEW_BROKERS;
    }
    if (cause instanceof InvalidConfigurationException
        || cause instanceof PolicyViolationException) {
      return Reason.INVALID;
    }
    return cause instanceof RetriableException ? Reason.UNREACHABLE : Reason.FAILED;
  }
}
