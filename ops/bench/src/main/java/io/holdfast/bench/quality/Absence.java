package io.holdfast.bench.quality;

import java.util.List;

/** A while in which something is away: the log, a rack, the reader. Milliseconds of true time. */
record Absence(double from, double to) {

  boolean covers(double time) {
    return time >= from && time < to;
  }

  static Absence covering(List<Absence> all, double time) {
    for (Absence each : all) {
      if (each.covers(time)) {
        return each;
      }
    }
    return null;
  }
}
