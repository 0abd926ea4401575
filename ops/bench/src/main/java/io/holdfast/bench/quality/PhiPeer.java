package io.holdfast.bench.quality;

import java.util.concurrent.TimeUnit;
import org.apache.pekko.remote.FailureDetector.Clock;
import org.apache.pekko.remote.PhiAccrualFailureDetector;
import scala.concurrent.duration.FiniteDuration;

/**
 * Pekko's φ accrual detector, as a library, at the defaults of its cluster: threshold 8, 1 000
 * samples, least standard deviation 100 ms, acceptable pause 3 s, interval 1 s.
 */
final class PhiPeer extends ClockDetector {

  static final long DEFAULT_PAUSE = 3_000;

  private static final double THRESHOLD = 8;
  private static final int SAMPLES = 1_000;
  private static final double LONGEST = 120_000;

  private final double pause;

  /**
   * @param pause acceptable heartbeat pause, milliseconds
   */
  PhiPeer(double pause) {
    this.pause = pause;
  }

  @Override
  OfNode watch() {
    return new OfNode() {
      private final SetClock clock = new SetClock();
      private final PhiAccrualFailureDetector detector =
          new PhiAccrualFailureDetector(
              THRESHOLD, SAMPLES, millis(100), millis(pause), millis(1_000), clock);

      @Override
      public void heartbeat(double at) {
        clock.now = (long) at;
        detector.heartbeat();
      }

      /** φ only grows with time, so the moment it passes the threshold is found by halving. */
      @Override
      public double suspectsAfter() {
        long heard = clock.now;
        double low = 0;
        double high = LONGEST;
        while (high - low > 5) {
          double middle = (low + high) / 2;
          clock.now = heard + (long) middle;
          if (detector.isAvailable()) {
            low = middle;
          } else {
            high = middle;
          }
        }
        clock.now = heard;
        return high;
      }
    };
  }

  private static FiniteDuration millis(double millis) {
    return new FiniteDuration((long) millis, TimeUnit.MILLISECONDS);
  }

  private static final class SetClock extends Clock {
    private long now;

    @Override
    public Object apply() {
      return now;
    }

    /** What Scala's compiler makes of a function that returns a long. */
    @Override
    public long apply$mcJ$sp() {
      return now;
    }
  }
}
