package io.holdfast.runtime.rules.samples.impure.domain;

/** Breaks a rule: reads a clock. */
record Clocked(long since) {

  long age() {
    return System.nanoTime() - since;
  }
}
