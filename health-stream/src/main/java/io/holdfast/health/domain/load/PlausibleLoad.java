package io.holdfast.health.domain.load;

import io.holdfast.health.domain.Refusal;
import io.holdfast.records.BalancePolicy;
import io.holdfast.records.GpuSample;
import io.holdfast.records.LoadSample;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.WorkloadUsage;
import java.util.Map;
import java.util.Optional;

/** What a record must hold to be taken. */
final class PlausibleLoad {

  private static final int LONGEST_TEXT = 255;
  private static final int MOST_ENTRIES = 10_000;
  private static final double MOST_LOAD = 1_000;
  private static final long YEAR_2200 = 7_258_118_400_000L;
  private static final long MOST_SAMPLES = 1_000_000_000_000L;

  private PlausibleLoad() {}

  static Optional<Refusal> sample(String key, LoadSample sample) {
    Refusal refusal = null;
    if (sample.getNode().isEmpty()) {
      refusal = Refusal.NODE_ID_EMPTY;
    } else if (isTooLong(sample.getNode()) || isTooLong(sample.getPool())) {
      refusal = Refusal.TEXT_TOO_LONG;
    } else if (!sample.getNode().equals(key)) {
      refusal = Refusal.KEY_IS_NOT_THE_NODE;
    } else if (sample.getPool().isEmpty()) {
      refusal = Refusal.POOL_EMPTY;
    } else if (sample.getIncarnation() < 1 || sample.getIncarnation() > YEAR_2200) {
      refusal = Refusal.INCARNATION_ABSURD;
    } else if (sample.getSequence() < 1 || sample.getSequence() > MOST_SAMPLES) {
      refusal = Refusal.SEQUENCE_ABSURD;
    } else if (!isBetween(0, sample.getSampledAtMillis(), YEAR_2200)) {
      refusal = Refusal.TIME_ABSURD;
    } else if (sample.getUtilisation().size() > MOST_ENTRIES
        || sample.getWorkloads().size() > MOST_ENTRIES
        || sample.getGpus().size() > MOST_ENTRIES) {
      refusal = Refusal.TOO_MANY_ENTRIES;
    } else {
      return utilisation(sample.getUtilisation())
          .or(() -> gpus(sample))
          .or(() -> workloads(sample));
    }
    return Optional.of(refusal);
  }

  static Optional<Refusal> mark(String key, PolicyMark mark) {
    if (key != null) {
      return Optional.of(Refusal.KEY_ON_PULSE_OR_MARK);
    }
    if (mark.getPool().isEmpty()) {
      return Optional.of(Refusal.POOL_EMPTY);
    }
    if (isTooLong(mark.getPool())) {
      return Optional.of(Refusal.TEXT_TOO_LONG);
    }
    BalancePolicy policy = mark.getBalance();
    boolean absurd =
        !isBetween(0, policy.getDegreeThreshold(), 1)
            || !isBetween(0, policy.getMinimumLoad(), MOST_LOAD);
    return absurd ? Optional.of(Refusal.POLICY_ABSURD) : Optional.empty();
  }

  private static Optional<Refusal> utilisation(Map<String, Double> loads) {
    for (Map.Entry<String, Double> load : loads.entrySet()) {
      if (load.getKey().isEmpty()) {
        return Optional.of(Refusal.RESOURCE_NAME_EMPTY);
      }
      if (isTooLong(load.getKey())) {
        return Optional.of(Refusal.TEXT_TOO_LONG);
      }
      if (!isBetween(0, load.getValue(), MOST_LOAD)) {
        return Optional.of(Refusal.LOAD_ABSURD);
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> gpus(LoadSample sample) {
    for (GpuSample gpu : sample.getGpus()) {
      if (isTooLong(gpu.getName())) {
        return Optional.of(Refusal.TEXT_TOO_LONG);
      }
      boolean absurd =
          gpu.getIndex() < 0
              || isAbsurd(gpu.getUtilisation(), MOST_LOAD)
              || isAbsurd(gpu.getMemoryUsedBytes(), Long.MAX_VALUE)
              || isAbsurd(gpu.getMemoryTotalBytes(), Long.MAX_VALUE);
      if (absurd) {
        return Optional.of(Refusal.GPU_ABSURD);
      }
    }
    return Optional.empty();
  }

  /** A reading that is not there is none. */
  private static boolean isAbsurd(Number reading, double most) {
    return reading != null && !isBetween(0, reading.doubleValue(), most);
  }

  private static Optional<Refusal> workloads(LoadSample sample) {
    for (WorkloadUsage usage : sample.getWorkloads()) {
      if (isTooLong(usage.getWorkload())) {
        return Optional.of(Refusal.TEXT_TOO_LONG);
      }
      if (usage.getUsage().size() > MOST_ENTRIES) {
        return Optional.of(Refusal.TOO_MANY_ENTRIES);
      }
      for (Map.Entry<String, Double> use : usage.getUsage().entrySet()) {
        if (use.getKey().isEmpty()) {
          return Optional.of(Refusal.RESOURCE_NAME_EMPTY);
        }
        if (isTooLong(use.getKey())) {
          return Optional.of(Refusal.TEXT_TOO_LONG);
        }
        if (!isBetween(0, use.getValue(), Double.MAX_VALUE)) {
          return Optional.of(Refusal.USAGE_ABSURD);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isTooLong(String text) {
    return text.length() > LONGEST_TEXT;
  }

  /** False for what is not a number. */
  private static boolean isBetween(double least, double value, double most) {
    return least <= value && value <= most;
  }
}
