package io.holdfast.simulator.check;

/** A promise was broken; the run ends there. */
public final class Breach extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Promise promise;

  public Breach(Promise promise, long now, String how) {
    super(String.format("%8.3f s  %s: %s", now / 1e9, promise, how));
    this.promise = promise;
  }

  public Promise promise() {
    return promise;
  }
}
