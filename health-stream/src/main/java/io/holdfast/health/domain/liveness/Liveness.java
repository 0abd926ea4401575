package io.holdfast.health.domain.liveness;

import io.holdfast.health.domain.Fold;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.PlausiblePulse;
import io.holdfast.health.domain.Refusal;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.NodeState;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.time.Passage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who is alive: the fold over one partition of heartbeats. Read {@link Hearing} for what a
 * heartbeat changes and {@link Judge} for what passing time changes.
 *
 * <p>A heartbeat costs O(1), whatever the number of nodes; a pulse costs what became due. Not
 * thread-safe.
 */
public final class Liveness implements Fold<Verdict> {

  /** Of the state that this version writes and reads. */
  public static final int FORMAT = LivenessFormat.VERSION;

  private final LivenessSettings settings;
  private final Ledger ledger;
  private final Hearing hearing;
  private final Judge judge;
  private final LivenessFormat format;

  /** In so many reports every verdict that holds is said again once. */
  private final int reportsARound;

  private long reported = -1;

  public Liveness(LogPartition partition, LivenessSettings settings) {
    this.settings = settings;
    ledger = new Ledger(partition, settings);
    hearing = new Hearing(ledger);
    judge = new Judge(ledger);
    format = new LivenessFormat(ledger, judge);
    long reports = settings.repeatEvery().dividedBy(settings.progressEvery());
    reportsARound = (int) Math.max(1, reports);
  }

  @Override
  public void accept(
      long offset, long brokerMillis, String key, Object value, Consumer<? super Verdict> out) {
    ledger.turnTo(offset, brokerMillis, out);
    if (value instanceof Heartbeat heartbeat) {
      hear(key, heartbeat);
    } else if (value instanceof Pulse pulse) {
      pass(key, pulse);
    } else if (value instanceof PolicyMark mark) {
      follow(key, mark);
    } else {
      ledger.refuse(value == null ? Refusal.NO_VALUE : Refusal.FOREIGN_RECORD);
    }
  }

  private void hear(String key, Heartbeat heartbeat) {
    Optional<Refusal> refusal = Plausible.heartbeat(key, heartbeat);
    if (refusal.isPresent()) {
      ledger.refuse(refusal.get());
    } else {
      hearing.hear(heartbeat);
    }
  }

  private void pass(String key, Pulse pulse) {
    Optional<Refusal> refusal = PlausiblePulse.refusal(key, pulse);
    if (refusal.isPresent()) {
      ledger.refuse(refusal.get());
    } else {
      pass(pulse);
    }
  }

  private void pass(Pulse pulse) {
    Passage passage = ledger.time.pulse(pulse.getSession(), pulse.getMonotonicNanos());
    if (passage == Passage.ABSURD) {
      ledger.refuse(Refusal.CLOCK_ABSURD);
      return;
    }
    ledger.tally.pulse(ledger.brokerMillis());
    long now = ledger.now();
    ledger.graces.passTo(now);
    if (passage.beginsGrace()) {
      ledger.graces.begin(now);
      ledger.tally.graces++;
    }
    ledger.pulses.add(now);
    judge.judge(now);
    reportIfDue(now);
  }

  private void follow(String key, PolicyMark mark) {
    Optional<Refusal> refusal = Plausible.mark(key, mark);
    if (refusal.isPresent()) {
      ledger.refuse(refusal.get());
    } else {
      ledger.setPolicy(mark.getPool(), mark.getVersion(), mark.getLiveness());
    }
  }

  private void reportIfDue(long now) {
    long period = now / settings.progressEvery().toNanos();
    if (period == reported) {
      return;
    }
    reported = period;
    ledger.nodes.forSome(reportsARound, ledger::repeat);
    ledger.reportProgress();
  }

  @Override
  public long observedNanos() {
    return ledger.now();
  }

  /** Outages of the observer that were not counted as time, nanoseconds. */
  public long notCountedNanos() {
    return ledger.time.notCounted();
  }

  /** Sessions of pulsers heard lately. */
  public int sessions() {
    return ledger.time.sessions();
  }

  /** What the log held besides verdicts, since this object was made. */
  public Tally tally() {
    return ledger.tally;
  }

  /** Nodes known. */
  public int nodes() {
    return ledger.nodes.size();
  }

  /** Nodes by pool and state, without the empty ones. */
  public List<PoolCount> nodesByPool() {
    var counts = new ArrayList<PoolCount>();
    for (Pool pool : ledger.pools.values()) {
      for (NodeState state : NodeState.values()) {
        if (pool.nodes(state) > 0) {
          counts.add(new PoolCount(pool.name, state, pool.nodes(state)));
        }
      }
    }
    return counts;
  }

  @Override
  public int format() {
    return FORMAT;
  }

  @Override
  public void writeTo(DataOutput out) throws IOException {
    format.write(out, reported);
  }

  @Override
  public void readFrom(DataInput in) throws IOException {
    reported = format.read(in);
  }
}
