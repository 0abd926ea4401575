package io.holdfast.health.domain.load;

import io.holdfast.health.domain.Fold;
import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.PlausiblePulse;
import io.holdfast.health.domain.Refusal;
import io.holdfast.records.LoadSample;
import io.holdfast.records.LogPosition;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.Pulse;
import io.holdfast.schemas.time.ObservedTime;
import io.holdfast.schemas.time.Passage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * How even the load of pools is: the fold over one partition of load samples. Samples count for the
 * window in which they stand in the log; windows close by observed time, also when nobody reports.
 * A node that does not report is unknown, never idle. Not thread-safe.
 */
public final class Load implements Fold<Finding> {

  private static final int FORMAT = 1;

  private final LogPartition partition;
  private final LoadSettings settings;
  private final ObservedTime time;
  private final TreeMap<String, PoolWindow> pools = new TreeMap<>();
  private long window;
  private long samples;

  public Load(LogPartition partition, LoadSettings settings) {
    this.partition = partition;
    this.settings = settings;
    this.time = new ObservedTime(settings.maxStep(), settings.lease());
  }

  @Override
  public void accept(
      long offset, long brokerMillis, String key, Object value, Consumer<? super Finding> out) {
    if (value instanceof LoadSample sample) {
      take(PlausibleLoad.sample(key, sample), out, () -> take(sample));
    } else if (value instanceof Pulse pulse) {
      take(PlausiblePulse.refusal(key, pulse), out, () -> pass(pulse, offset, brokerMillis, out));
    } else if (value instanceof PolicyMark mark) {
      take(PlausibleLoad.mark(key, mark), out, () -> follow(mark));
    } else {
      Refusal refusal = value == null ? Refusal.NO_VALUE : Refusal.FOREIGN_RECORD;
      out.accept(new Finding.Refused(refusal));
    }
  }

  private static void take(
      Optional<Refusal> refusal, Consumer<? super Finding> out, Runnable taking) {
    refusal.ifPresentOrElse(why -> out.accept(new Finding.Refused(why)), taking);
  }

  private void take(LoadSample sample) {
    samples++;
    pool(sample.getPool()).take(sample);
  }

  private void pass(Pulse pulse, long offset, long brokerMillis, Consumer<? super Finding> out) {
    Passage passage = time.pulse(pulse.getSession(), pulse.getMonotonicNanos());
    if (passage == Passage.ABSURD) {
      out.accept(new Finding.Refused(Refusal.CLOCK_ABSURD));
      return;
    }
    closeWindows(partition.at(offset), brokerMillis, out);
  }

  private void follow(PolicyMark mark) {
    pool(mark.getPool())
        .follow(
            mark.getVersion(),
            mark.getBalance().getDegreeThreshold(),
            mark.getBalance().getMinimumLoad());
  }

  private PoolWindow pool(String name) {
    PoolWindow pool = pools.get(name);
    if (pool == null) {
      pool = new PoolWindow(name, settings);
      pools.put(name, pool);
    }
    return pool;
  }

  /** A window is not shorter than a step of time, so at most one closes at once. */
  private void closeWindows(LogPosition at, long brokerMillis, Consumer<? super Finding> out) {
    long current = time.now() / settings.window().toNanos();
    if (current == window) {
      return;
    }
    for (PoolWindow pool : pools.values()) {
      pool.close(window, at, brokerMillis, settings, out);
    }
    pools.values().removeIf(pool -> !pool.isKnown());
    window = current;
  }

  @Override
  public long observedNanos() {
    return time.now();
  }

  /** Samples taken since this object was made. */
  public long samples() {
    return samples;
  }

  @Override
  public int format() {
    return FORMAT;
  }

  @Override
  public void writeTo(DataOutput out) throws IOException {
    out.writeByte(FORMAT);
    out.writeLong(window);
    time.writeTo(out);
    out.writeInt(pools.size());
    for (PoolWindow pool : pools.values()) {
      pool.writeTo(out);
    }
  }

  @Override
  public void readFrom(DataInput in) throws IOException {
    int format = in.readByte();
    if (format != FORMAT) {
      throw new IOException("state of load in unknown format " + format);
    }
    window = in.readLong();
    time.readFrom(in);
    pools.clear();
    for (int left = in.readInt(); left > 0; left--) {
      PoolWindow pool = PoolWindow.readFrom(in, settings);
      pools.put(pool.pool(), pool);
    }
  }
}
