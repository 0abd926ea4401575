package io.holdfast.simulator.parts;

import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.domain.Incarnation;
import io.holdfast.agent.domain.Ledger;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Fencing;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An agent's state directory: what outlives its process, and its machine's power. */
final class Disk {

  private final Set<CommandResult> pending = new LinkedHashSet<>();
  private final Map<Grant, Fencing> launches = new LinkedHashMap<>();
  private Ledger ledger = new Ledger();
  private Incarnation newest;
  private Handover handover;

  /** The state as somebody copied it onto another machine. */
  Disk copy() {
    var copy = new Disk();
    copy.ledger = ledger();
    copy.newest = newest;
    copy.pending.addAll(pending);
    copy.launches.putAll(launches);
    return copy;
  }

  /**
   * What the agent's process leaves to the one after it.
   *
   * @param sequence of its last heartbeat
   * @param leaseEnd nanoseconds since boot
   */
  record Handover(Incarnation incarnation, long sequence, long leaseMillis, long leaseEnd) {}

  void handOver(Handover left) {
    handover = left;
  }

  /** What was handed over, once. */
  Optional<Handover> takeOver() {
    Optional<Handover> taken = Optional.ofNullable(handover);
    handover = null;
    return taken;
  }

  /** The incarnation that begins now: the first, or the successor of the one before. */
  Incarnation begin(String bootId, long least) {
    newest = newest == null ? Incarnation.first(bootId, least) : newest.successor(bootId, least);
    return newest;
  }

  Optional<Incarnation> newest() {
    return Optional.ofNullable(newest);
  }

  /** The closed epochs as they were written. */
  Ledger ledger() {
    return new Ledger(ledger.closed());
  }

  /** Writes a closed epoch. */
  void close(Grant grant) {
    ledger.close(grant);
    launches.keySet().removeIf(ledger::isClosed);
  }

  /** Writes what was launched. */
  void launched(Grant grant, Fencing fencing) {
    launches.put(grant, fencing);
  }

  /** What was launched and is not closed, and how it is fenced. */
  Map<Grant, Fencing> launches() {
    return new LinkedHashMap<>(launches);
  }

  /** Writes a result that is to be delivered. */
  void add(CommandResult result) {
    pending.add(result);
  }

  /** It was delivered. */
  void delivered(CommandResult result) {
    pending.remove(result);
  }

  /** Results that nobody acknowledged. */
  Set<CommandResult> pending() {
    return new LinkedHashSet<>(pending);
  }
}
