package io.holdfast.demo;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.Topics;
import io.holdfast.schemas.registry.RegistryException;
import io.holdfast.schemas.serde.AvroDeserializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Follows the topics and keeps a {@link FleetView}, for others to look at and to wait on. Reads
 * committed records only, as every executor does.
 */
final class Follower implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<String, SpecificRecord> consumer;
  private final FleetView view;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;
  private RuntimeException failure;

  private Follower(KafkaConsumer<String, SpecificRecord> consumer, FleetView view) {
    this.consumer = consumer;
    this.view = view;
    this.thread = new Thread(this::follow, "follower");
  }

  static Follower start(
      Topics topics, Map<String, Object> clients, Map<String, Object> registry, FleetView view) {
    Map<String, Object> settings = new HashMap<>(clients);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, "demo-" + UUID.randomUUID());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
    var deserializer = new AvroDeserializer<SpecificRecord>();
    deserializer.configure(registry, false);
    var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), deserializer);
    List<TopicPartition> partitions =
        Stream.<Topic<?, ?>>of(
                topics.heartbeats(),
                topics.nodeStatus(),
                topics.loadBalance(),
                topics.placements(),
                topics.failoverCommands(),
                topics.rebalanceCommands(),
                topics.commandResults(),
                topics.decisions(),
                topics.backupEvents())
            .flatMap(
                topic ->
                    consumer.partitionsFor(topic.name()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition())))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    var follower = new Follower(consumer, view);
    follower.thread.start();
    return follower;
  }

  /** Something of the view, as of now. */
  <T> T look(Function<FleetView, T> question) {
    lock.lock();
    try {
      return question.apply(view);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until it is true of the view. */
  Follower await(String what, Duration patience, Predicate<FleetView> isTrue) throws StoryFailed {
    awaitNonNull(what, patience, v -> isTrue.test(v) ? Boolean.TRUE : null);
    return this;
  }

  /** Waits for the first record that the view finds. */
  <R> FleetView.Seen<R> awaitFirst(
      String what, Duration patience, Function<FleetView, List<FleetView.Seen<R>>> find)
      throws StoryFailed {
    return awaitNonNull(
        what,
        patience,
        v -> {
          List<FleetView.Seen<R>> found = find.apply(v);
          return found.isEmpty() ? null : found.get(0);
        });
  }

  private <T> T awaitNonNull(String what, Duration patience, Function<FleetView, T> find)
      throws StoryFailed {
    long deadline = System.nanoTime() + patience.toNanos();
    lock.lock();
    try {
      while (true) {
        if (failure != null) {
          throw new StoryFailed("The topics could not be followed: " + failure, failure);
        }
        T found = find.apply(view);
        if (found != null) {
          return found;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new StoryFailed(
              "Not within " + Narrator.seconds(patience) + ": " + what + "\n" + view.summary());
        }
        long nanosLeft = changed.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
        assert nanosLeft <= left;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoryFailed("Interrupted while waiting until " + what, e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets the wall-clock time-out look at its clock for this long, as it would in a real detector.
   */
  void watchTheWallClock(Duration howLong) throws StoryFailed {
    look(
        v -> {
          v.wallClockTimeout().forget();
          return null;
        });
    long end = System.nanoTime() + howLong.toNanos();
    while (System.nanoTime() - end < 0) {
      look(
          v -> {
            v.wallClockTimeout().tick(System.nanoTime());
            return null;
          });
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoryFailed("Interrupted while watching the wall clock", e);
      }
    }
  }

  private void follow() {
    try {
      while (true) {
        ConsumerRecords<String, SpecificRecord> records = poll();
        if (records.isEmpty()) {
          continue;
        }
        long now = System.nanoTime();
        lock.lock();
        try {
          for (ConsumerRecord<String, SpecificRecord> record : records) {
            if (record.value() != null) {
              view.accept(record.value(), record.timestamp(), now);
            }
          }
          changed.signalAll();
        } finally {
          lock.unlock();
        }
      }
    } catch (WakeupException closing) {
      consumer.close();
    } catch (RuntimeException e) {
      lock.lock();
      try {
        failure = e;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
      consumer.close();
    }
  }

  /**
   * Nothing while the registry is away and a schema is met for the first time: it is asked again.
   */
  private ConsumerRecords<String, SpecificRecord> poll() {
    try {
      return consumer.poll(POLL);
    } catch (RecordDeserializationException e) {
      if (e.getCause() instanceof RegistryException) {
        return ConsumerRecords.empty();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
