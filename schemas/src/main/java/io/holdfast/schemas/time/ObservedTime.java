package io.holdfast.schemas.time;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Time that has certainly passed, as one partition's log tells it.
 *
 * <p>It is moved by pulses alone, by the monotonic time between the pulses of one session, so no
 * wall clock (a broker's, a node's, the reader's) can make a live node look silent. A session first
 * calibrates: the least {@code now − monotonic} over its first {@value Session#PULSES_TO_CALIBRATE}
 * pulses is its offset, fixed from then on (an offset taken anew at every pulse would let delivery
 * jitter make time run fast). A calibrated session's pulse moves time to {@code monotonic +
 * offset}, never backward. Where no calibrated session is known the first to pulse is the reference
 * at once.
 *
 * <p>A session that was silent for more than {@code maxStep} while others told time calibrates
 * anew: time may have stood meanwhile, and what its old offset would give back at once would be a
 * gain for whoever was heard just before. For the same reason a session that calibrated while no
 * other told time has all others calibrate anew.
 *
 * <p>A jump of more than {@code maxStep} means that nobody was observing: that time is not silence,
 * and all but {@code maxStep} of it is not counted; all sessions calibrate anew.
 *
 * <p>A session whose clock is more than a day from where it was is not believed: it is forgotten
 * and its next pulse is that of a new one, so a clock that tells random numbers never calibrates.
 *
 * <p>A pure function of the pulses in log order; {@link #writeTo} and {@link #readFrom} keep it
 * exactly. Not thread-safe. All times in nanoseconds, from an arbitrary origin; differences may
 * wrap, as with {@link System#nanoTime}.
 */
public final class ObservedTime {

  private static final int FORMAT = 1;

  private final long maxStep;
  private final long lease;

  /** By session id, the longest silent first. */
  private final LinkedHashMap<Long, Session> sessions = new LinkedHashMap<>(16, 0.75f, true);

  private long now;
  private long guided;
  private long notCounted;
  private int calibrated;

  /**
   * @param maxStep the longest step that is time and not an outage
   * @param lease the window within which observed time may not gain more than {@code maxStep}
   *     unnoticed; sessions silent for longer are forgotten
   */
  public ObservedTime(Duration maxStep, Duration lease) {
    if (maxStep.isNegative() || maxStep.isZero() || lease.compareTo(maxStep) < 0) {
      throw new IllegalArgumentException(
          "maxStep must be positive and not longer than the lease: " + maxStep + ", " + lease);
    }
    this.maxStep = maxStep.toNanos();
    this.lease = lease.toNanos();
  }

  /** Observed time with the steps of a profile, at its origin. */
  public static ObservedTime of(Profile profile) {
    return new ObservedTime(profile.maxStep(), profile.lease());
  }

  /** The time observed so far; grows, or stands. */
  public long now() {
    return now;
  }

  /** Time of outages that was not counted: how long nobody observed, as far as sessions tell. */
  public long notCounted() {
    return notCounted;
  }

  /** Sessions that pulsed within the last lease. */
  public int sessions() {
    return sessions.size();
  }

  /** Takes the next pulse of the log. */
  public Passage pulse(long session, long monotonic) {
    Passage passage = take(session, monotonic);
    forgetTheSilent();
    return passage;
  }

  private Passage take(long id, long monotonic) {
    Session session = sessions.get(id);
    if (session == null) {
      return join(id, monotonic);
    }
    if (session.isAbsurd(monotonic)) {
      forget(id, session);
      return Passage.ABSURD;
    }
    if (!session.isCalibrating()) {
      return advance(id, session, monotonic);
    }
    if (calibrated == 0) {
      makeReference(id, monotonic);
      return Passage.ALONE;
    }
    return calibrate(id, session, monotonic);
  }

  private Passage join(long id, long monotonic) {
    if (calibrated == 0) {
      makeReference(id, monotonic);
      return Passage.ALONE;
    }
    sessions.put(id, Session.calibrating(now, now - monotonic, guided));
    return Passage.STEADY;
  }

  private void makeReference(long id, long monotonic) {
    sessions.put(id, Session.calibrated(now, now - monotonic));
    calibrated++;
  }

  private Passage calibrate(long id, Session session, long monotonic) {
    boolean done = session.calibrate(now, now - monotonic);
    if (!done) {
      return Passage.STEADY;
    }
    calibrated++;
    // Less than a step, because the pulses that tell it may be late themselves.
    boolean stood = session.fellWhileCalibrating() > maxStep / 4 * 3;
    if (!stood && session.guidedAtJoin() != guided) {
      return Passage.STEADY;
    }
    goOnFrom(id);
    return Passage.CALIBRATED_ALONE;
  }

  /** Time stood. It goes on by this session; those that calibrate too need not say so again. */
  private void goOnFrom(long id) {
    sessions.entrySet().removeIf(e -> e.getKey() != id && !e.getValue().isCalibrating());
    calibrated = 1;
    guided++;
    sessions.values().forEach(Session::forgetHowFarItFell);
  }

  private Passage advance(long id, Session session, long monotonic) {
    if (calibrated > 1 && now - session.lastPulse() > maxStep) {
      return calibrateAnew(id, monotonic);
    }
    long step = monotonic + session.offset() - now;
    if (step > maxStep) {
      return startAnew(id, monotonic, step);
    }
    if (step > 0) {
      now += step;
      guided++;
    }
    // Half a step, because two adjoining windows may overlap any one lease.
    boolean ranFast = session.ranFast(now, Math.max(0, -step), maxStep / 2, lease);
    return ranFast ? Passage.RAN_FAST : Passage.STEADY;
  }

  /** It was away while others told time, and what it would tell now is not what they did. */
  private Passage calibrateAnew(long id, long monotonic) {
    calibrated--;
    sessions.put(id, Session.calibrating(now, now - monotonic, guided));
    return Passage.STEADY;
  }

  private Passage startAnew(long id, long monotonic, long step) {
    now += maxStep;
    notCounted += step - maxStep;
    sessions.clear();
    calibrated = 0;
    makeReference(id, monotonic);
    return Passage.OUTAGE;
  }

  private void forget(long id, Session session) {
    sessions.remove(id);
    calibrated -= session.isCalibrating() ? 0 : 1;
  }

  private void forgetTheSilent() {
    Iterator<Session> eldestFirst = sessions.values().iterator();
    while (eldestFirst.hasNext()) {
      Session eldest = eldestFirst.next();
      if (now - eldest.lastPulse() <= lease && sessions.size() <= MAX_SESSIONS) {
        return;
      }
      eldestFirst.remove();
      if (!eldest.isCalibrating()) {
        calibrated--;
      }
    }
  }

  /** More than any fleet of pulsers; bounds what a flood of absurd sessions can hold. */
  private static final int MAX_SESSIONS = 65_536;

  /** Writes the whole state; a format byte, then every number big-endian. */
  public void writeTo(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    out.writeLong(now);
    out.writeLong(guided);
    out.writeLong(notCounted);
    out.writeInt(sessions.size());
    for (Map.Entry<Long, Session> entry : sessions.entrySet()) {
      out.writeLong(entry.getKey());
      entry.getValue().writeTo(out);
    }
  }

  /**
   * Replaces the state by one that was written.
   *
   * @throws IOException when the bytes are of an unknown format or end early
   */
  public void readFrom(DataInput in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("observed time of unknown format " + format);
    }
    now = in.readLong();
    guided = in.readLong();
    notCounted = in.readLong();
    sessions.clear();
    calibrated = 0;
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      long id = in.readLong();
      Session session = Session.readFrom(in);
      sessions.put(id, session);
      calibrated += session.isCalibrating() ? 0 : 1;
    }
  }
}
