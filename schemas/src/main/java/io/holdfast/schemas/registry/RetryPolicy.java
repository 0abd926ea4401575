package io.holdfast.schemas.registry;

import java.time.Duration;

/**
 * How often a request is repeated: after {@code firstWait}, then after twice as long each time, up
 * to {@code maxWait}.
 */
record RetryPolicy(int maxRetries, Duration firstWait, Duration maxWait) {

  /**
   * @param retries how many there were already
   */
  Duration waitAfter(int retries) {
    Duration doubled = firstWait.multipliedBy(1L << Math.min(retries, 30));
    return doubled.compareTo(maxWait) > 0 ? maxWait : doubled;
  }
}
