package io.holdfast.health.domain.load;

import io.holdfast.records.BalancePolicy;
import io.holdfast.schemas.policy.DefaultPolicy;
import io.holdfast.schemas.time.Profile;
import java.time.Duration;

/**
 * What shapes findings besides the log itself.
 *
 * @param maxStep longest step of observed time
 * @param lease window over which observed time is watched for running fast
 * @param window length of a window, observed time
 * @param unknownFor windows for which a node that no longer reports is listed as unknown
 * @param extremes hottest and coolest nodes to name, each
 * @param picturedAtOnce nodes in one chunk of a picture
 * @param policy for pools that have no policy mark yet
 */
public record LoadSettings(
    Duration maxStep,
    Duration lease,
    Duration window,
    int unknownFor,
    int extremes,
    int picturedAtOnce,
    BalancePolicy policy) {

  public LoadSettings {
    if (window.compareTo(maxStep) < 0) {
      throw new IllegalArgumentException("A window must not be shorter than maxStep: " + window);
    }
  }

  /** The same with windows of another length. */
  public LoadSettings withWindow(Duration length) {
    return new LoadSettings(maxStep, lease, length, unknownFor, extremes, picturedAtOnce, policy);
  }

  public static LoadSettings of(Profile profile) {
    return new LoadSettings(
        profile.maxStep(),
        profile.lease(),
        Duration.ofSeconds(10),
        6,
        5,
        200,
        DefaultPolicy.balance());
  }
}
