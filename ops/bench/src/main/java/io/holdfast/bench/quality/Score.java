package io.holdfast.bench.quality;

import io.holdfast.bench.Samples;

/**
 * The measures of Chen, Toueg and Aguilera, over nodes of one or more histories: how long until a
 * death is found for good, how often a living node is declared dead, and for how long.
 */
final class Score {

  private final Samples detection = new Samples();
  private final Samples mistakeDuration = new Samples();
  private double aliveHours;
  private int undetected;

  void found(double afterMillis) {
    detection.add(afterMillis);
  }

  void neverFound() {
    undetected++;
  }

  void mistake(double durationMillis) {
    mistakeDuration.add(durationMillis);
  }

  void alive(double millis) {
    aliveHours += millis / 3_600_000;
  }

  double meanDetectionMillis() {
    return detection.mean();
  }

  double worstDetectionMillis() {
    return detection.quantile(1);
  }

  int mistakes() {
    return mistakeDuration.size();
  }

  int undetected() {
    return undetected;
  }

  double mistakesPerNodeHour() {
    return mistakes() / aliveHours;
  }

  double meanMistakeMillis() {
    return mistakes() == 0 ? 0 : mistakeDuration.mean();
  }
}
