package io.holdfast.runtime.transactions;

import io.holdfast.runtime.transactions.TransactionLog.Producer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.TransactionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for transactions of this app that are open in a partition while their coordinator has gone
 * past them, and writes the marker that is missing there. Which one, commit or abort, is what the
 * coordinator recorded; where that is no longer known nothing is written.
 *
 * <p>Transactions of others are not touched.
 */
public final class UnendedTransactions implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(UnendedTransactions.class);

  private static final int PATIENCE_MILLIS = 5_000;
  private static final String OFFSETS = "__consumer_offsets";
  private static final String FORGOTTEN = "its coordinator no longer knows how it ended";
  private static final String FORBIDDEN = "this app lacks the right ClusterAction";
  private static final Set<TransactionState> ENDING =
      Set.of(
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT,
          TransactionState.PREPARE_EPOCH_FENCE,
          TransactionState.UNKNOWN);

  private final Map<String, Object> clients;
  private final String idPrefix;
  private final Predicate<String> topics;
  private final MeterRegistry metrics;

  /** Transactional ids of this app, as far as they are known. */
  private final Set<String> ids = new HashSet<>();

  private final Set<Long> identified = new HashSet<>();
  private Set<OpenTransaction> openBefore = Set.of();
  private Admin admin;

  /**
   * @param clients properties of every client of this cluster
   * @param idPrefix of the app's transactional ids
   * @param topics those the app writes to in transactions; {@code __consumer_offsets} is added
   */
  public UnendedTransactions(
      Map<String, Object> clients,
      String idPrefix,
      Predicate<String> topics,
      MeterRegistry metrics) {
    this.clients = clients;
    this.idPrefix = idPrefix;
    this.topics = topics;
    this.metrics = metrics;
  }

  /**
   * Looks once, also for transactions of this id.
   *
   * @return as {@link #end()}
   */
  public synchronized List<String> end(String transactionalId) {
    ids.add(transactionalId);
    return end();
  }

  /**
   * Looks once.
   *
   * @return transactions that stay open, and why, in words
   * @throws RetriableException when the cluster is away or changing
   * @throws AuthorizationException when this app may not look
   */
  public synchronized List<String> end() {
    try {
      return end(unended(open()));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (IOException | TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
    }
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }

  private Admin admin() {
    if (admin == null) {
      Map<String, Object> own = new HashMap<>(clients);
      own.put("client.id", "holdfast-transactions");
      own.put("request.timeout.ms", PATIENCE_MILLIS);
      own.put("default.api.timeout.ms", PATIENCE_MILLIS);
      admin = Admin.create(own);
    }
    return admin;
  }

  private List<OpenTransaction> open()
      throws ExecutionException, InterruptedException, TimeoutException {
    Set<String> names =
        get(admin().listTopics(new ListTopicsOptions().listInternal(true)).names()).stream()
            .filter(name -> name.equals(OFFSETS) || topics.test(name))
            .collect(Collectors.toSet());
    Map<TopicPartition, Node> leaders = new HashMap<>();
    for (TopicDescription topic : get(admin().describeTopics(names).allTopicNames()).values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        if (partition.leader() != null && !partition.leader().isEmpty()) {
          leaders.put(new TopicPartition(topic.name(), partition.partition()), partition.leader());
        }
      }
    }
    return open(leaders);
  }

  private List<OpenTransaction> open(Map<TopicPartition, Node> leaders)
      throws ExecutionException, InterruptedException, TimeoutException {
    DescribeProducersResult described = admin().describeProducers(leaders.keySet());
    List<OpenTransaction> open = new ArrayList<>();
    for (Map.Entry<TopicPartition, Node> leader : leaders.entrySet()) {
      get(described.partitionResult(leader.getKey())).activeProducers().stream()
          .map(state -> OpenTransaction.of(leader.getKey(), leader.getValue(), state))
          .flatMap(Optional::stream)
          .forEach(open::add);
    }
    return open;
  }

  /** Those of this app that are over, by transactional id. */
  private Map<String, List<OpenTransaction>> unended(List<OpenTransaction> open)
      throws ExecutionException, InterruptedException, TimeoutException {
    identify(open);
    Map<String, List<OpenTransaction>> unended = new HashMap<>();
    for (String id : open.isEmpty() ? List.<String>of() : List.copyOf(ids)) {
      Optional<TransactionDescription> now = describe(id);
      List<OpenTransaction> over =
          open.stream()
              .filter(each -> now.filter(known -> isOver(each, known)).isPresent())
              .toList();
      if (!over.isEmpty()) {
        unended.put(id, over);
      }
    }
    return unended;
  }

  /**
   * Whose transactions are open for longer than a look is learnt from the log of their
   * coordinators. Kafka's admin client lists ids only while every broker answers.
   */
  private void identify(List<OpenTransaction> open) {
    Set<Long> unknown = new HashSet<>();
    for (OpenTransaction transaction : open) {
      if (openBefore.contains(transaction) && !identified.contains(transaction.producerId())) {
        unknown.add(transaction.producerId());
      }
    }
    openBefore = Set.copyOf(open);
    if (!unknown.isEmpty()) {
      new TransactionLog(clients)
          .idsOf(unknown).stream().filter(id -> id.startsWith(idPrefix)).forEach(ids::add);
      identified.addAll(unknown);
    }
  }

  /** What its coordinator knows; an id that is forgotten is forgotten here too. */
  private Optional<TransactionDescription> describe(String id)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      return Optional.of(get(admin().describeTransactions(Set.of(id)).description(id)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TransactionalIdNotFoundException) {
        ids.remove(id);
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The coordinator goes on to another epoch only after it took all markers for written. */
  private static boolean isOver(OpenTransaction transaction, TransactionDescription now) {
    return now.producerId() == transaction.producerId()
        && now.producerEpoch() > transaction.epoch()
        && !ENDING.contains(now.state());
  }

  private List<String> end(Map<String, List<OpenTransaction>> unended)
      throws IOException, ExecutionException, InterruptedException, TimeoutException {
    List<String> complaints = new ArrayList<>();
    for (Map.Entry<String, List<OpenTransaction>> ofOne : unended.entrySet()) {
      List<OpenTransaction> still = stillOpen(ofOne.getValue());
      Map<Producer, TransactionResult> ends =
          still.isEmpty() ? Map.of() : new TransactionLog(clients).endsOf(ofOne.getKey());
      for (OpenTransaction transaction : still) {
        TransactionResult result =
            ends.get(new Producer(transaction.producerId(), transaction.epoch()));
        (result == null ? Optional.of(FORGOTTEN) : end(transaction, result))
            .ifPresent(complaint -> complaints.add(transaction + " (" + complaint + ")"));
      }
    }
    return complaints;
  }

  /** Seen open before the coordinator was asked and after: no marker came in between. */
  private List<OpenTransaction> stillOpen(List<OpenTransaction> seen)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, Node> leaders = new HashMap<>();
    seen.forEach(transaction -> leaders.put(transaction.partition(), transaction.leader()));
    return open(leaders).stream().filter(seen::contains).toList();
  }

  /** What is against it. */
  private Optional<String> end(OpenTransaction transaction, TransactionResult result)
      throws IOException {
    Optional<Errors> refused = new Markers(clients).write(transaction, result);
    if (refused.isPresent()) {
      return refused.map(
          error -> error == Errors.CLUSTER_AUTHORIZATION_FAILED ? FORBIDDEN : error.name());
    }
    log.atWarn()
        .addKeyValue("transaction", transaction)
        .addKeyValue("result", result)
        .log("ended a transaction that Kafka had left open (KAFKA-20734)");
    metrics.counter("holdfast.transactions.ended", "result", result.toString()).increment();
    return Optional.empty();
  }

  private static <T> T get(KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.get(2L * PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
