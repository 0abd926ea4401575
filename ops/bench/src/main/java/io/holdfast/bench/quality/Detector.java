package io.holdfast.bench.quality;

/** A way to tell the dead from the living. */
interface Detector {

  /** Judges a whole history and adds to the score. */
  void judge(History history, Score score);
}
