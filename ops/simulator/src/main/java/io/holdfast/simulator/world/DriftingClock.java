package io.holdfast.simulator.world;

/** A clock that runs at a rate of its own and may be stepped. Nanoseconds. */
public final class DriftingClock {

  private final Scheduler scheduler;
  private long reading;
  private long since;
  private double rate;

  /**
   * @param reading what it shows now
   * @param rate nanoseconds that it gains in one of true time
   */
  public DriftingClock(Scheduler scheduler, long reading, double rate) {
    this.scheduler = scheduler;
    this.reading = reading;
    this.since = scheduler.now();
    this.rate = rate;
  }

  public long read() {
    return reading + (long) ((scheduler.now() - since) * rate);
  }

  /** True time at which it will show this, or now if it does already. */
  public long trueTimeOf(long shown) {
    long missing = shown - read();
    return missing <= 0 ? scheduler.now() : scheduler.now() + (long) Math.ceil(missing / rate);
  }

  /** From now on it runs at another rate. */
  public void runAt(double newRate) {
    reading = read();
    since = scheduler.now();
    rate = newRate;
  }

  /** Somebody sets it. */
  public void step(long by) {
    reading += by;
  }
}
