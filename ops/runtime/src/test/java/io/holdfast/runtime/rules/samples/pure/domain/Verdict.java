package io.holdfast.runtime.rules.samples.pure.domain;

import java.time.Duration;
import java.util.List;

/** Keeps every rule: a fold of what it is given. */
record Verdict(List<Duration> silences, long count) {

  double phi() {
    return silences.stream().mapToDouble(s -> StrictMath.log(s.toMillis() * 1.0)).sum();
  }
}
