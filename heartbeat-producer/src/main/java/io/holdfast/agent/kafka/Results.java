package io.holdfast.agent.kafka;

import io.holdfast.agent.state.Journal;
import io.holdfast.agent.state.Pending;
import io.holdfast.records.CommandResult;
import io.holdfast.runtime.Backoff;
import io.holdfast.runtime.Condition;
import io.holdfast.runtime.Part;
import io.holdfast.schemas.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers results: at least once, also across a kill of the agent, for each stays in the journal
 * until it is acknowledged. A repeated one is equal in (node, incarnation, workload, epoch,
 * result).
 */
public final class Results implements Part {

  private static final Logger log = LoggerFactory.getLogger(Results.class);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Topic<String, CommandResult> topic;
  private final Producer<String, SpecificRecord> producer;
  private final Journal journal;
  private final String node;
  private final String pool;
  private final Condition delivering;
  private final Backoff backoff;
  private final TreeMap<Long, Pending> waiting = new TreeMap<>();
  private final TreeSet<Long> inFlight = new TreeSet<>();
  private final Thread thread = new Thread(this::run, "results");
  private boolean stopping;

  /**
   * @param delivering is met while no delivery fails
   */
  public Results(
      Topic<String, CommandResult> topic,
      Producer<String, SpecificRecord> producer,
      Journal journal,
      String node,
      String pool,
      Condition delivering) {
    this.topic = topic;
    this.producer = producer;
    this.journal = journal;
    this.node = node;
    this.pool = pool;
    this.delivering = delivering;
    this.backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), node.hashCode());
  }

  @Override
  public void start() {
    delivering.met();
    add(journal.pending());
    thread.start();
  }

  /** Takes over results that are in the journal. */
  public synchronized void add(List<Pending> results) {
    results.forEach(result -> waiting.put(result.number(), result));
    notifyAll();
  }

  /** Waits until all are delivered, as long as there is time; the journal keeps the rest. */
  @Override
  public void stop(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + Math.min(within.toNanos() / 2, PATIENCE.toNanos());
    synchronized (this) {
      while (!(waiting.isEmpty() && inFlight.isEmpty())) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          log.atWarn()
              .addKeyValue("results", waiting.size() + inFlight.size())
              .log("undelivered results are kept for the next start");
          break;
        }
        wait(left);
      }
      stopping = true;
      notifyAll();
    }
    thread.join(Math.max(1, within.toMillis() / 4));
  }

  private void run() {
    int failures = 0;
    while (true) {
      List<Pending> batch = next();
      if (batch.isEmpty()) {
        return;
      }
      failures = send(batch) ? 0 : failures + 1;
      if (failures > 0) {
        pause(backoff.delay(failures - 1));
      }
    }
  }

  private synchronized List<Pending> next() {
    while (waiting.isEmpty() && !stopping) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return List.of();
      }
    }
    if (stopping) {
      return List.of();
    }
    List<Pending> batch = new ArrayList<>(waiting.values());
    inFlight.addAll(waiting.keySet());
    waiting.clear();
    return batch;
  }

  private boolean send(List<Pending> batch) {
    for (int i = 0; i < batch.size(); i++) {
      Pending result = batch.get(i);
      try {
        producer.send(
            new ProducerRecord<>(topic.name(), node, result.toRecord(node, pool)),
            (metadata, failure) -> answered(result, failure));
      } catch (RuntimeException e) {
        batch.subList(i, batch.size()).forEach(unsent -> again(unsent, e));
        return false;
      }
    }
    return true;
  }

  private void answered(Pending result, Exception failure) {
    if (failure != null) {
      again(result, failure);
      return;
    }
    try {
      journal.delivered(result);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("why", e.toString())
          .log("a delivery cannot be noted; after a restart the result is delivered again");
    }
    delivering.met();
    synchronized (this) {
      inFlight.remove(result.number());
      notifyAll();
    }
  }

  private synchronized void again(Pending result, Exception failure) {
    delivering.unmet("a result was not delivered: " + Failure.words(failure) + "; trying again");
    inFlight.remove(result.number());
    waiting.put(result.number(), result);
    notifyAll();
  }

  private synchronized void pause(Duration delay) {
    long until = System.nanoTime() + delay.toNanos();
    try {
      for (long left = delay.toMillis(); left > 0 && !stopping; ) {
        wait(left);
        left = (until - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
