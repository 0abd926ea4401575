package io.holdfast.health.domain.liveness;

import io.holdfast.records.LivenessPolicy;
import io.holdfast.schemas.policy.DefaultPolicy;
import io.holdfast.schemas.time.Profile;
import java.time.Duration;

/**
 * What shapes verdicts besides the log itself. Two runs over one log agree only under the same
 * settings.
 *
 * @param maxStep longest step of observed time
 * @param lease window over which observed time is watched for running fast
 * @param reconnectBudget how long a grace lasts: until agents found the log again, and until the
 *     beat after, of which one may be lost
 * @param gracesPerSilence how many graces one silence may be excused by
 * @param correlatedShare share of a partition's live nodes, in percent, that must be overdue at
 *     once to be called correlated
 * @param correlatedCount least number of overdue nodes to be called correlated
 * @param correlationFades how long silence is still called correlated after it last was: those that
 *     come back do not come all at once
 * @param policy how nodes are judged whose pool has no policy mark yet
 * @param flaps falls within {@code flapWindow} that hold a node SUSPECT
 * @param flapWindow over which falls are counted
 * @param stableAfter how long a flapping node must be heard without a fall
 * @param progressEvery time between two reports of progress
 * @param repeatEvery time in which every verdict that holds is said again once
 * @param forgetAfter silence after which a node that ended or left is forgotten
 */
public record LivenessSettings(
    Duration maxStep,
    Duration lease,
    Duration reconnectBudget,
    int gracesPerSilence,
    int correlatedShare,
    int correlatedCount,
    Duration correlationFades,
    LivenessPolicy policy,
    int flaps,
    Duration flapWindow,
    Duration stableAfter,
    Duration progressEvery,
    Duration repeatEvery,
    Duration forgetAfter) {

  /** The same with another policy for pools that have no mark. */
  public LivenessSettings withPolicy(LivenessPolicy other) {
    return new LivenessSettings(
        maxStep,
        lease,
        reconnectBudget,
        gracesPerSilence,
        correlatedShare,
        correlatedCount,
        correlationFades,
        other,
        flaps,
        flapWindow,
        stableAfter,
        progressEvery,
        repeatEvery,
        forgetAfter);
  }

  public static LivenessSettings of(Profile profile) {
    return new LivenessSettings(
        profile.maxStep(),
        profile.lease(),
        Profile.RECONNECT_BUDGET.plus(profile.interval().multipliedBy(2)),
        3,
        30,
        5,
        profile.suspectAfter(),
        DefaultPolicy.liveness(profile),
        5,
        profile.suspectAfter().multipliedBy(20),
        profile.suspectAfter().multipliedBy(10),
        Duration.ofSeconds(1),
        Duration.ofMinutes(3),
        Duration.ofDays(7));
  }

  /** How long trouble is remembered after it was last seen, nanoseconds. */
  long troubleNanos() {
    return Math.max(flapWindow.toNanos(), 2 * lease.toNanos());
  }

  /** What must pass beyond a lease before its incarnation is ENDED, nanoseconds. */
  long marginNanos(long leaseNanos) {
    return 2 * maxStep.toNanos() + leaseNanos / 10;
  }
}
