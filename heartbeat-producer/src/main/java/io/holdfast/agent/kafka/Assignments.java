package io.holdfast.agent.kafka;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.runtime.Backoff;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.schemas.Topic;
import io.holdfast.schemas.serde.AvroDeserializer;
import io.holdfast.schemas.serde.MalformedRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Reads this node's assignments: at start the one partition from its beginning to its end, of which
 * the newest counts, and then each as it comes.
 */
public final class Assignments implements Part {

  private static final Duration POLL = Duration.ofSeconds(5);
  private static final int LONGEST = 1_000;

  private final Topic<String, Assignment> topic;
  private final String node;
  private final Supplier<Consumer<String, byte[]>> consumers;
  private final AvroDeserializer<Assignment> deserializer;
  private final AvroDeserializer<Assignment> unverified;
  private final java.util.function.Consumer<Assignment> taker;
  private final java.util.function.Consumer<Assignment> unauthentic;
  private final Ear ear;
  private final Duration questionEach;
  private final DeadLetters deadLetters;
  private final Condition reading;
  private final Backoff backoff;
  private final Thread thread = new Thread(this::run, "assignments");
  private volatile boolean stopping;
  private volatile Consumer<String, byte[]> consumer;

  /**
   * @param unverified reads what is not signed as it has to be, so that it can be refused in words
   * @param taker takes each assignment, on the reading thread
   * @param unauthentic takes those that are not the dispatcher's word
   * @param ear is told how far it has read
   * @param questionEach time between two questions about the end
   * @param reading is met once the end was reached
   */
  public Assignments(
      Topic<String, Assignment> topic,
      String node,
      Supplier<Consumer<String, byte[]>> consumers,
      AvroDeserializer<Assignment> deserializer,
      AvroDeserializer<Assignment> unverified,
      java.util.function.Consumer<Assignment> taker,
      java.util.function.Consumer<Assignment> unauthentic,
      Ear ear,
      Duration questionEach,
      DeadLetters deadLetters,
      Condition reading) {
    this.topic = topic;
    this.node = node;
    this.consumers = consumers;
    this.deserializer = deserializer;
    this.unverified = unverified;
    this.taker = taker;
    this.unauthentic = unauthentic;
    this.ear = ear;
    this.questionEach = questionEach;
    this.deadLetters = deadLetters;
    this.reading = reading;
    this.backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), node.hashCode());
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void stop(Duration within) throws InterruptedException {
    stopping = true;
    Consumer<String, byte[]> reader = consumer;
    if (reader != null) {
      reader.wakeup();
    }
    LockSupport.unpark(thread);
    thread.join(Math.max(1, within.toMillis()));
  }

  private void run() {
    for (int attempt = 0; !stopping; attempt++) {
      try (Consumer<String, byte[]> reader = consumers.get()) {
        consumer = reader;
        follow(reader);
      } catch (WakeupException e) {
        return; // only stop wakes it
      } catch (RuntimeException e) {
        reading.unmet("assignments cannot be read: " + Failure.words(e) + "; trying again");
        LockSupport.parkNanos(backoff.delay(attempt).toNanos());
      }
    }
  }

  private void follow(Consumer<String, byte[]> reader) {
    int partitions = reader.partitionsFor(topic.name()).size();
    if (partitions == 0) {
      throw new KafkaException("topic " + topic.name() + " does not exist");
    }
    var partition = new TopicPartition(topic.name(), topic.partitionOf(node, partitions));
    reader.assign(List.of(partition));
    reader.seekToBeginning(List.of(partition));
    takeNewest(reader, partition);
    reading.met();
    long asked = askForTheEnd(reader, partition);
    while (!stopping) {
      for (ConsumerRecord<String, byte[]> record : reader.poll(pollFor(asked))) {
        ofThisNode(record).ifPresent(taker);
      }
      ear.reached(reader.position(partition));
      if (System.nanoTime() - asked >= questionEach.toNanos()) {
        asked = askForTheEnd(reader, partition);
      }
    }
  }

  private Duration pollFor(long asked) {
    long left = questionEach.toNanos() - (System.nanoTime() - asked);
    return Duration.ofNanos(Math.max(0, Math.min(POLL.toNanos(), left)));
  }

  /** Gives the time at which it was asked. */
  private long askForTheEnd(Consumer<String, byte[]> reader, TopicPartition partition) {
    long asked = System.nanoTime();
    long questionAt = ear.now();
    try {
      ear.endAnswered(questionAt, reader.endOffsets(List.of(partition)).get(partition));
      ear.reached(reader.position(partition));
    } catch (TimeoutException e) {
      reading.unmet("the end of the assignments cannot be asked for: " + Failure.words(e));
      return asked;
    }
    reading.met();
    return asked;
  }

  private void takeNewest(Consumer<String, byte[]> reader, TopicPartition partition) {
    Map<TopicPartition, Long> end = reader.endOffsets(List.of(partition));
    Optional<Assignment> newest = Optional.empty();
    while (!stopping && reader.position(partition) < end.get(partition)) {
      for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
        newest = ofThisNode(record).or(latest(newest));
      }
    }
    newest.ifPresent(
        found -> {
          ear.found(found.getIncarnation());
          taker.accept(found);
        });
  }

  private static Supplier<Optional<Assignment>> latest(Optional<Assignment> newest) {
    return () -> newest;
  }

  /** A record that cannot be read goes to the dead letters; what ran before it goes on. */
  private Optional<Assignment> ofThisNode(ConsumerRecord<String, byte[]> record) {
    if (!node.equals(record.key()) || record.value() == null) {
      return Optional.empty();
    }
    for (boolean waited = false; !stopping; waited = true) {
      try {
        Assignment assignment =
            deserializer.deserialize(record.topic(), record.headers(), record.value());
        if (waited) {
          reading.met();
        }
        Optional<String> absurdity = absurdityOf(assignment);
        absurdity.ifPresent(why -> deadLetters.add(record, "ABSURD", why));
        return absurdity.isPresent() ? Optional.empty() : Optional.of(assignment);
      } catch (MalformedRecordException e) {
        deadLetters.add(record, e.reason().name(), e.getMessage());
        if (e.reason() == MalformedRecordException.Reason.UNAUTHENTIC) {
          Optional.of(unverified.deserialize(record.topic(), record.value()))
              .filter(forged -> absurdityOf(forged).isEmpty())
              .ifPresent(unauthentic);
        }
        return Optional.empty();
      } catch (KafkaException e) {
        reading.unmet("an assignment waits for the registry: " + Failure.words(e));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
      }
    }
    return Optional.empty();
  }

  /** What no dispatcher can mean. */
  private Optional<String> absurdityOf(Assignment assignment) {
    if (!node.equals(assignment.getNode())) {
      return Optional.of("its key is " + node + ", its node " + assignment.getNode());
    }
    for (AssignedWorkload workload : assignment.getWorkloads()) {
      String id = workload.getWorkload();
      if (id.isBlank() || id.length() > LONGEST || workload.getEpoch() < 0) {
        return Optional.of("a workload has no id, one too long, or a negative epoch");
      }
      if (workload.getProgram().length() > LONGEST) {
        return Optional.of("the program of " + id + " has too long a name");
      }
    }
    return Optional.empty();
  }
}
