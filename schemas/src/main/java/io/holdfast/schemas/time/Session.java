package io.holdfast.schemas.time;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One life of one pulser as a partition sees it: its offset, and how far time has moved ahead of
 * its clock.
 */
final class Session {

  /** Enough for the least of their delays to be small, few enough to be over in two seconds. */
  static final int PULSES_TO_CALIBRATE = 8;

  private static final long DAY = 86_400_000_000_000L;

  /** Pulses whose least shortfall tells delay from gain. */
  private static final int PULSES_A_MEASUREMENT = 8;

  private int pulses;
  private long offset;
  private long firstOffset;
  private long guidedAtJoin;
  private long lastPulse;

  private int measured;
  private long leastShortfall;
  private long lowestLevel;
  private long windowBegin;

  private Session() {}

  static Session calibrating(long now, long offset, long guided) {
    var session = new Session();
    session.pulses = 1;
    session.offset = offset;
    session.firstOffset = offset;
    session.guidedAtJoin = guided;
    session.lastPulse = now;
    return session;
  }

  static Session calibrated(long now, long offset) {
    var session = new Session();
    session.pulses = PULSES_TO_CALIBRATE;
    session.offset = offset;
    session.firstOffset = offset;
    session.lastPulse = now;
    session.windowBegin = now;
    return session;
  }

  /** Whether its clock is further from its last pulse than any clock that only runs on. */
  boolean isAbsurd(long monotonic) {
    long ahead = monotonic + offset - lastPulse;
    return ahead > DAY || ahead < -DAY;
  }

  boolean isCalibrating() {
    return pulses < PULSES_TO_CALIBRATE;
  }

  long offset() {
    return offset;
  }

  long lastPulse() {
    return lastPulse;
  }

  /** Pulses of calibrated sessions that the partition had seen when this one joined. */
  long guidedAtJoin() {
    return guidedAtJoin;
  }

  /** How long time stood, by this session's clock, while it calibrated. */
  long fellWhileCalibrating() {
    return firstOffset - offset;
  }

  void forgetHowFarItFell() {
    firstOffset = offset;
  }

  /** Takes one pulse of a calibrating session; true when it was the last one needed. */
  boolean calibrate(long now, long candidate) {
    if (candidate - offset < 0) {
      offset = candidate;
    }
    pulses++;
    lastPulse = now;
    windowBegin = now;
    return !isCalibrating();
  }

  /**
   * Whether time gained too much on this session's clock within the current window of one lease. A
   * single late pulse is no gain: the least shortfall of several is.
   *
   * @param shortfall how far this pulse was behind, 0 when it led
   * @param tolerated the gain that is not worth a word
   * @param window over which gains add up
   */
  boolean ranFast(long now, long shortfall, long tolerated, long window) {
    lastPulse = now;
    leastShortfall = measured == 0 ? shortfall : Math.min(leastShortfall, shortfall);
    measured++;
    if (measured < PULSES_A_MEASUREMENT) {
      return false;
    }
    measured = 0;
    boolean fast = leastShortfall - lowestLevel > tolerated;
    boolean windowOver = now - windowBegin > window;
    if (fast || windowOver) {
      lowestLevel = leastShortfall;
      windowBegin = now;
    } else {
      lowestLevel = Math.min(lowestLevel, leastShortfall);
    }
    return fast;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeByte(pulses);
    out.writeByte(measured);
    out.writeLong(offset);
    out.writeLong(firstOffset);
    out.writeLong(guidedAtJoin);
    out.writeLong(lastPulse);
    out.writeLong(leastShortfall);
    out.writeLong(lowestLevel);
    out.writeLong(windowBegin);
  }

  static Session readFrom(DataInput in) throws IOException {
    var session = new Session();
    session.pulses = in.readByte();
    session.measured = in.readByte();
    session.offset = in.readLong();
    session.firstOffset = in.readLong();
    session.guidedAtJoin = in.readLong();
    session.lastPulse = in.readLong();
    session.leastShortfall = in.readLong();
    session.lowestLevel = in.readLong();
    session.windowBegin = in.readLong();
    return session;
  }
}
