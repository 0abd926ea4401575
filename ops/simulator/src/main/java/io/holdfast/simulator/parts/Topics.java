package io.holdfast.simulator.parts;

import io.holdfast.simulator.world.Kafka;
import io.holdfast.simulator.world.Log;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The partitions that the parts share. As many as it takes for every race that there is between
 * partitions; one pool has one partition of everything that is keyed by pool.
 */
final class Topics {

  final List<Log> heartbeats;
  final List<Log> statuses;
  final List<Log> results;
  final List<Log> assignments;
  final Log loads;
  final Log balances;
  final Log profiles;
  final Log workloads;
  final Log policies;
  final Log operations;
  final Log poolEvents;

  Topics(Kafka kafka, int heartbeatPartitions) {
    heartbeats = logs(kafka, "heartbeats", heartbeatPartitions);
    statuses = logs(kafka, "node-status", heartbeatPartitions);
    results = logs(kafka, "command-results", 2);
    assignments = logs(kafka, "assignments", 2);
    loads = kafka.log("load-samples", 0);
    balances = kafka.log("load-balance", 0);
    profiles = kafka.log("nodes", 0);
    workloads = kafka.log("workloads", 0);
    policies = kafka.log("policies", 0);
    operations = kafka.log("operations", 0);
    poolEvents = kafka.log("pool-events", 0);
  }

  private static List<Log> logs(Kafka kafka, String topic, int partitions) {
    return IntStream.range(0, partitions).mapToObj(i -> kafka.log(topic, i)).toList();
  }

  /** The partition of a key. */
  static Log of(List<Log> partitions, String key) {
    return partitions.get(Math.floorMod(key.hashCode() * 31 >>> 3, partitions.size()));
  }
}
