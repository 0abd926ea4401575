package io.holdfast.e2e.faults.decisions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.runtime.transactions.UnendedTransactions;
import io.holdfast.sandbox.BrokerProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that is killed while transactions end forgets markers of some (KAFKA-20734). Those that
 * were committed become readable, whole, and those that were aborted do not.
 */
class TransactionFaults {

  private static final String TOPIC = "facts";
  private static final int PARTITIONS = 8;
  private static final int PRODUCERS = 12;
  private static final int WIDTH = 3;
  private static final int MOST_ROUNDS = 20;
  private static final Duration READ_WITHIN = Duration.ofSeconds(30);

  private final Map<String, Boolean> committed = new ConcurrentHashMap<>();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void everyTransactionEndsAsItsCoordinatorRecorded(@TempDir Path directory) throws Exception {
    try (var broker = new BrokerProcess(directory, Map.of())) {
      broker.start();
      Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(clients)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
      }
      try (var unended = new UnendedTransactions(clients, "teller-", TOPIC::equals, metrics)) {
        int round = 0;
        while (ended("COMMIT") == 0 || ended("ABORT") == 0) {
          assertThat(++round)
              .as(
                  "rounds until Kafka forgot a marker of each kind; where it no longer does, the watch can go")
              .isLessThan(MOST_ROUNDS);
          play(round, broker, clients, unended);
          System.out.printf(
              "transactions: round of seed %d: %d known to be committed, ended so far: %.0f committed, %.0f aborted%n",
              round, committed.size(), ended("COMMIT"), ended("ABORT"));
        }
      }
    }
  }

  private double ended(String result) {
    return metrics.counter("holdfast.transactions.ended", "result", result).count();
  }

  private void play(
      int seed, BrokerProcess broker, Map<String, Object> clients, UnendedTransactions unended)
      throws Exception {
    var random = new Random(seed);
    List<Thread> tellers =
        IntStream.range(0, PRODUCERS)
            .mapToObj(i -> new Thread(() -> tell(clients, i, seed, new Random(100L * seed + i))))
            .toList();
    tellers.forEach(Thread::start);
    TimeUnit.MILLISECONDS.sleep(1_000 + random.nextInt(1_000));
    broker.kill();
    for (Thread teller : tellers) {
      teller.join(READ_WITHIN.toMillis());
      assertThat(teller.isAlive()).as("%s tells on", teller).isFalse();
    }
    broker.start();
    await()
        .atMost(READ_WITHIN)
        .ignoreExceptionsInstanceOf(KafkaException.class)
        .untilAsserted(
            () -> {
              assertThat(unended.end()).isEmpty();
              allIsReadable(clients);
            });
    everyTransactionIsWhole(clients);
  }

  /** Tells until the broker is gone. */
  private void tell(Map<String, Object> clients, int teller, int seed, Random random) {
    Map<String, Object> own = new HashMap<>(clients);
    own.put("transactional.id", "teller-" + teller);
    own.put("transaction.timeout.ms", 2_000);
    own.put("max.block.ms", 3_000);
    own.put("delivery.timeout.ms", 2_000);
    own.put("request.timeout.ms", 1_500);
    own.put("linger.ms", 0);
    var producer = new KafkaProducer<>(own, new StringSerializer(), new StringSerializer());
    try {
      producer.initTransactions();
      for (int i = 0; ; i++) {
        String fact = seed + "-" + teller + "-" + i;
        producer.beginTransaction();
        int first = random.nextInt(PARTITIONS);
        for (int k = 0; k < WIDTH; k++) {
          producer.send(new ProducerRecord<>(TOPIC, (first + k) % PARTITIONS, null, fact));
        }
        producer.commitTransaction();
        committed.put(fact, true);
      }
    } catch (KafkaException e) {
      // the broker was killed: how the last transaction ends is the coordinator's to say
      producer.close(Duration.ZERO);
    }
  }

  /** Nothing that is open holds a reader up. */
  private static void allIsReadable(Map<String, Object> clients) {
    try (var committed = reader(clients, "read_committed");
        var all = reader(clients, "read_uncommitted")) {
      assertThat(committed.endOffsets(partitions())).isEqualTo(all.endOffsets(partitions()));
    }
  }

  private void everyTransactionIsWhole(Map<String, Object> clients) {
    Map<String, Integer> seen = new HashMap<>();
    try (var reader = reader(clients, "read_committed")) {
      Map<TopicPartition, Long> ends = reader.endOffsets(partitions());
      reader.assign(ends.keySet());
      reader.seekToBeginning(ends.keySet());
      while (ends.entrySet().stream().anyMatch(e -> reader.position(e.getKey()) < e.getValue())) {
        reader.poll(Duration.ofMillis(100)).forEach(r -> seen.merge(r.value(), 1, Integer::sum));
      }
    }
    assertThat(seen.keySet()).as("what was acknowledged").containsAll(committed.keySet());
    assertThat(Set.copyOf(seen.values())).as("records of a transaction").containsExactly(WIDTH);
  }

  private static KafkaConsumer<String, String> reader(
      Map<String, Object> clients, String isolation) {
    Map<String, Object> own = new HashMap<>(clients);
    own.put("isolation.level", isolation);
    return new KafkaConsumer<>(own, new StringDeserializer(), new StringDeserializer());
  }

  private static List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new TopicPartition(TOPIC, i));
    }
    return partitions;
  }
}
