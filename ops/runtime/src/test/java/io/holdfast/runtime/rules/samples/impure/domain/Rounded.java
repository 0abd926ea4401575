package io.holdfast.runtime.rules.samples.impure.domain;

/** Breaks a rule: rounds as the machine likes. */
record Rounded(double value) {

  double log() {
    return Math.log(value);
  }
}
