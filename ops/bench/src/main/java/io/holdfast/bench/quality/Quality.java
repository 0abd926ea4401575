package io.holdfast.bench.quality;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.bench.quality.Fault.Evidence;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.records.Detector;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.schemas.time.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Mistakes at equal mean detection time, on every class of histories: our detectors beside a fixed
 * time-out and Pekko's φ, both tuned to find deaths exactly as fast.
 */
public final class Quality {

  private final Effort effort;
  private final Report report;
  private static final String OURS = "holdfast-";

  private final long firstSeed = Long.getLong("seed", 1);

  public Quality(Effort effort, Report report) {
    this.effort = effort;
    this.report = report;
  }

  public void run() {
    report.say("quality: mistakes at equal mean detection time, seeds from " + firstSeed);
    for (Fault fault : Fault.values()) {
      List<History> histories = histories(fault);
      peersAsTheyAre(fault, histories);
      for (Detector detector : Detector.values()) {
        compare(fault, detector, histories);
      }
    }
  }

  private List<History> histories(Fault fault) {
    var histories = new ArrayList<History>();
    for (int i = 0; i < effort.of(10, 2); i++) {
      histories.add(HistoryGenerator.generate(fault, firstSeed + i));
    }
    return histories;
  }

  private void peersAsTheyAre(Fault fault, List<History> histories) {
    for (int timeout : new int[] {3_000, 5_000, 10_000}) {
      tell(fault, "fixed-" + timeout / 1_000 + "s", score(new FixedPeer(timeout), histories));
    }
    tell(fault, "phi-defaults", score(new PhiPeer(PhiPeer.DEFAULT_PAUSE), histories));
  }

  private void compare(Fault fault, Detector detector, List<History> histories) {
    String name = OURS + detector.name().toLowerCase(java.util.Locale.ROOT);
    Score ours = score(new HoldfastDetector(settings(detector)), histories);
    tell(fault, name, ours);
    double goal = ours.meanDetectionMillis();
    Score fixed = matched(goal, FixedPeer::new, histories);
    Score phi = matched(goal, PhiPeer::new, histories);
    int best = Math.min(fixed.mistakes(), phi.mistakes());
    report.add(Figure.of(name(fault, name, "best-peer-mistakes-at-equal-time"), best, "count"));
    double allowed =
        switch (fault.evidence) {
          case OBSERVER -> 0;
          case LATE_TIMERS, CORRELATED -> best / 5.0;
          case NO -> best;
        };
    Figure mistakes = Figure.of(name(fault, name, "mistakes"), ours.mistakes(), "count");
    // A constant does as well as another constant where nothing can be known; it cannot do better.
    boolean promised = detector == Detector.ACCRUAL || fault.evidence != Evidence.NO;
    report.add(promised ? mistakes.atMost(allowed) : mistakes);
  }

  /** The default, or what a policy of constants would be. */
  private static LivenessSettings settings(Detector detector) {
    LivenessSettings settings = LivenessSettings.of(Profile.DEFAULT);
    return detector == settings.policy().getDetector()
        ? settings
        : settings.withPolicy(new LivenessPolicy(detector, 3_000, 6_000, 18_000));
  }

  /** The peer with that parameter which finds deaths as fast on average. */
  private static Score matched(
      double meanDetection,
      DoubleFunction<io.holdfast.bench.quality.Detector> peer,
      List<History> histories) {
    double low = 0;
    double high = 60_000;
    while (high - low > 20) {
      double middle = (low + high) / 2;
      if (score(peer.apply(middle), histories).meanDetectionMillis() < meanDetection) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return score(peer.apply(high), histories);
  }

  private static Score score(io.holdfast.bench.quality.Detector detector, List<History> histories) {
    var score = new Score();
    histories.forEach(history -> detector.judge(history, score));
    return score;
  }

  private void tell(Fault fault, String detector, Score score) {
    report.add(
        Figure.of(name(fault, detector, "detection-mean"), score.meanDetectionMillis(), "ms"));
    report.add(
        Figure.of(name(fault, detector, "detection-worst"), score.worstDetectionMillis(), "ms"));
    report.add(
        Figure.of(
            name(fault, detector, "mistakes-per-node-hour"), score.mistakesPerNodeHour(), "1/h"));
    report.add(Figure.of(name(fault, detector, "mistake-mean"), score.meanMistakeMillis(), "ms"));
    Figure undetected = Figure.of(name(fault, detector, "undetected"), score.undetected(), "count");
    report.add(detector.startsWith(OURS) ? undetected.atMost(0) : undetected);
  }

  private static String name(Fault fault, String detector, String measure) {
    return fault.name().toLowerCase(java.util.Locale.ROOT) + "." + detector + "." + measure;
  }
}
