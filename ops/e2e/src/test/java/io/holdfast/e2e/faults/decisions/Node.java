package io.holdfast.e2e.faults.decisions;

import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.CommandResult;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/** A node that carries out assignments, as the protocol of executors says; guarded by its fleet. */
final class Node {

  static final long LEASE_NANOS = 25_000_000_000L;

  /** What it can do at the moment. */
  enum Condition {
    WELL,
    /** It runs, but reaches nobody. */
    CUT_OFF,
    /** Its machine is off: it runs nothing. */
    OFF
  }

  final String id;
  final String zone;
  final TreeMap<String, AssignedWorkload> running = new TreeMap<>();

  /** Results that wait until somebody is reached. */
  final List<CommandResult> outbox = new ArrayList<>();

  Condition condition = Condition.WELL;
  long incarnation;
  Long predecessor;
  String bootId = UUID.randomUUID().toString();
  long sequence;
  long beatAt;

  /** When the newest heartbeat that was acknowledged was sent, monotonic. */
  volatile long heardAt;

  Node(String id, String zone) {
    this.id = id;
    this.zone = zone;
    incarnation = System.currentTimeMillis();
    heardAt = System.nanoTime();
  }

  boolean isWell() {
    return condition == Condition.WELL;
  }

  void beginIncarnation() {
    predecessor = incarnation;
    incarnation = Math.max(incarnation + 1, System.currentTimeMillis());
    sequence = 0;
    beatAt = 0;
    heardAt = System.nanoTime();
  }
}
