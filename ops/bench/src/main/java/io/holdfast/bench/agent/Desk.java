package io.holdfast.bench.agent;

import io.holdfast.bench.fleet.Fleet;
import io.holdfast.bench.fleet.Scribe;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import io.holdfast.records.LogPosition;
import io.holdfast.records.ResultKind;
import io.holdfast.schemas.Topic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Assigns workloads to one agent in place of a dispatcher, and waits for what it answers. */
final class Desk {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final Fleet fleet;
  private final Scribe scribe;
  private final String node;
  private final long incarnation;
  private long decision;

  Desk(Fleet fleet, Scribe scribe, String node, long incarnation) {
    this.fleet = fleet;
    this.scribe = scribe;
    this.node = node;
    this.incarnation = incarnation;
  }

  static AssignedWorkload workload(int number, long epoch, Fencing fencing) {
    return new AssignedWorkload("w-%03d".formatted(number), epoch, "sleeper", fencing);
  }

  /** How long it took until all of these that do not run yet are STARTED, seconds. */
  double assign(List<AssignedWorkload> workloads) throws InterruptedException {
    Set<String> awaited = new HashSet<>();
    workloads.forEach(w -> awaited.add(name(w.getWorkload(), w.getEpoch())));
    for (CommandResult before : scribe.since(0, CommandResult.class)) {
      if (before.getResult() == ResultKind.STARTED) {
        awaited.remove(name(before.getWorkload(), before.getEpoch()));
      }
    }
    int place = scribe.size();
    long begin = System.nanoTime();
    write(workloads);
    while (!awaited.isEmpty()) {
      scribe
          .first(
              place,
              CommandResult.class,
              PATIENCE,
              result ->
                  result.getResult() == ResultKind.STARTED
                      && awaited.contains(name(result.getWorkload(), result.getEpoch())))
          .map(line -> (CommandResult) line.value())
          .ifPresentOrElse(
              result -> awaited.remove(name(result.getWorkload(), result.getEpoch())),
              () -> {
                throw new IllegalStateException("not started: " + awaited);
              });
    }
    return (System.nanoTime() - begin) / 1e9;
  }

  private void write(List<AssignedWorkload> workloads) throws InterruptedException {
    var position = new LogPosition("AAAAAAAAAAAAAAAAAAAAAA", 0, ++decision);
    var assignment = new Assignment(node, Fleet.POOL, incarnation, position, workloads);
    Topic<String, Assignment> topic = fleet.topics().assignments();
    var serializer = topic.valueSerde(fleet.registry()).serializer();
    try (var producer = new KafkaProducer<>(fleet.clients(), new StringSerializer(), serializer)) {
      producer.send(new ProducerRecord<>(topic.name(), node, assignment)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the assignment was not written", e.getCause());
    }
  }

  private static String name(String workload, long epoch) {
    return workload + "@" + epoch;
  }
}
