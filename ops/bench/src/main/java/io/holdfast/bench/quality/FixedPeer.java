package io.holdfast.bench.quality;

/** A time-out. */
final class FixedPeer extends ClockDetector {

  private final double timeout;

  /**
   * @param timeout milliseconds
   */
  FixedPeer(double timeout) {
    this.timeout = timeout;
  }

  @Override
  OfNode watch() {
    return new OfNode() {
      @Override
      public void heartbeat(double at) {
        // a constant learns nothing
      }

      @Override
      public double suspectsAfter() {
        return timeout;
      }
    };
  }
}
