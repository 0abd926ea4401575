package io.holdfast.console.domain;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import io.holdfast.records.LoadSample;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Operation;
import io.holdfast.records.StatusCause;
import io.holdfast.schemas.policy.Standing;
import java.util.Optional;

/** One node: the newest of everything that the topics say of it. */
public final class Node {

  /** Its load is not known. */
  static final int NO_LOAD = 255;

  private static final int MOST_PER_CENT = 200;
  private static final int DRAINED = 1 << 4;
  private static final int MAINTENANCE = 1 << 5;
  private static final int ODD = 1 << 6;

  private final String name;
  private NodeProfile profile;
  private NodeStatus status;
  private Heartbeat beat;
  private long beatAtMillis;
  private LoadSample sample;
  private long sampledAtMillis;
  private Standing standing = Standing.NONE;

  Node(String name) {
    this.name = name;
  }

  void profile(NodeProfile newest) {
    profile = newest;
  }

  /** Whether it is another verdict than the one before, and not the same published again. */
  boolean status(NodeStatus newest) {
    NodeStatus before = status;
    status = newest;
    return before == null
        || before.getState() != newest.getState()
        || before.getIncarnation() != newest.getIncarnation();
  }

  void beat(Heartbeat newest, long brokerMillis) {
    beat = newest;
    beatAtMillis = brokerMillis;
  }

  void sample(LoadSample newest, long brokerMillis) {
    sample = newest;
    sampledAtMillis = brokerMillis;
  }

  void stands(Standing newest) {
    standing = newest;
  }

  public String name() {
    return name;
  }

  /** Empty until its agent told it. */
  public Optional<NodeProfile> profile() {
    return Optional.ofNullable(profile);
  }

  public Optional<NodeStatus> status() {
    return Optional.ofNullable(status);
  }

  public Optional<Heartbeat> beat() {
    return Optional.ofNullable(beat);
  }

  /** Broker time of the newest heartbeat that was read here; 0 before the first. */
  public long beatAtMillis() {
    return beatAtMillis;
  }

  public Optional<LoadSample> sample() {
    return Optional.ofNullable(sample);
  }

  /** The operation that took work off it; empty where it may have work. */
  public Optional<Operation> drain() {
    return standing.drain();
  }

  /**
   * The operation that announced work on the machine, so that silence is expected; empty where none
   * holds.
   *
   * @param nowMillis broker time, epoch milliseconds
   */
  public Optional<Operation> maintenance(long nowMillis) {
    return standing.maintenance(nowMillis);
  }

  /** Of its profile, else of what was last heard of it. */
  public String pool() {
    if (profile != null) {
      return profile.getPool();
    }
    if (status != null) {
      return status.getPool();
    }
    if (beat != null) {
      return beat.getPool();
    }
    return sample == null ? "" : sample.getPool();
  }

  /** Empty until its agent told it. */
  public String zone() {
    return profile == null ? "" : profile.getZone();
  }

  public Optional<NodeState> state() {
    return status().map(NodeStatus::getState);
  }

  /**
   * State and flags in one byte: the low four bits are 0 (not judged) or 1 + the ordinal of the
   * state, then drained, maintenance, and odd (flapping, or two incarnations at once).
   *
   * @param nowMillis broker time, epoch milliseconds
   */
  int stateByte(long nowMillis) {
    int bits = standing.drain().isPresent() ? DRAINED : 0;
    if (standing.maintenance(nowMillis).isPresent()) {
      bits |= MAINTENANCE;
    }
    if (status == null) {
      return bits;
    }
    bits |= 1 + status.getState().ordinal();
    if (status.getMode() == HeartbeatMode.MAINTENANCE) {
      bits |= MAINTENANCE;
    }
    if (status.getCause() == StatusCause.FLAPPING || status.getCause() == StatusCause.CONFLICT) {
      bits |= ODD;
    }
    return bits;
  }

  /**
   * Its most used resource in per cent of capacity, at most 200; {@link #NO_LOAD} where no sample
   * is newer than that.
   *
   * @param notBefore broker time, epoch milliseconds
   */
  int loadByte(long notBefore) {
    if (sample == null || sampledAtMillis < notBefore || sample.getUtilisation().isEmpty()) {
      return NO_LOAD;
    }
    double most = 0;
    for (double share : sample.getUtilisation().values()) {
      most = Math.max(most, share);
    }
    return (int) Math.min(MOST_PER_CENT, Math.round(most * 100));
  }
}
