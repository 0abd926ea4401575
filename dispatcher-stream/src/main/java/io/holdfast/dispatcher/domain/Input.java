package io.holdfast.dispatcher.domain;

import io.holdfast.records.CommandResult;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.NodePicture;
import io.holdfast.records.NodeProfile;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Operation;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.Progress;
import io.holdfast.records.WorkloadSpec;
import java.util.Map;

/**
 * An input that makes sense: its ids are there and agree with its key, its numbers are numbers.
 *
 * @param pool that it concerns; null for every pool
 */
public record Input(String pool) {

  private static final int LONGEST_ID = 249;

  /**
   * @throws AbsurdRecordException naming what makes no sense
   */
  public static Input of(String key, Object value) {
    if (value instanceof NodeProfile profile) {
      keyed("node", key, profile.getNode());
      amounts("capacity", profile.getCapacity());
      return new Input(id("pool", profile.getPool()));
    }
    if (value instanceof NodeStatus status) {
      keyed("node", key, status.getNode());
      return new Input(id("pool", status.getPool()));
    }
    if (value instanceof CommandResult result) {
      keyed("node", key, result.getNode());
      id("workload", result.getWorkload());
      return new Input(id("pool", result.getPool()));
    }
    if (value instanceof WorkloadSpec spec) {
      keyed("workload", key, spec.getWorkload());
      return new Input(id("pool", spec.getPool()));
    }
    if (value instanceof PoolPolicy policy) {
      return new Input(keyed("pool", key, policy.getPool()));
    }
    if (value instanceof Operation operation) {
      id("id", operation.getId());
      return new Input(keyed("pool", key, operation.getPool()));
    }
    if (value instanceof LoadBalance balance) {
      balance.getResources().forEach(r -> amount(r.getResource(), r.getMaximum()));
      return new Input(keyed("pool", key, balance.getPool()));
    }
    if (value instanceof LoadPicture picture) {
      picture.getNodes().forEach(Input::measured);
      return new Input(keyed("pool", key, picture.getPool()));
    }
    if (value instanceof Progress) {
      return new Input(null);
    }
    throw new AbsurdRecordException("a " + value.getClass().getSimpleName() + " is no input");
  }

  /** Whether a record that could be read is copied into its pool's log. */
  public static boolean isMeant(String key, Object value) {
    try {
      return value != null && Input.of(key, value) != null;
    } catch (AbsurdRecordException e) {
      return false; // such a record is a dead letter
    }
  }

  private static void measured(NodePicture node) {
    amounts("utilisation", node.getUtilisation());
    node.getWorkloads().forEach(w -> amounts("usage", w.getUsage()));
  }

  private static String keyed(String field, String key, String value) {
    if (!id(field, value).equals(key)) {
      throw new AbsurdRecordException(field + " is not the record's key");
    }
    return value;
  }

  private static String id(String field, String value) {
    if (value.isBlank() || value.length() > LONGEST_ID) {
      throw new AbsurdRecordException(
          field + " must have from 1 to " + LONGEST_ID + " characters, not " + value.length());
    }
    return value;
  }

  private static void amounts(String field, Map<String, Double> amounts) {
    amounts.forEach((resource, amount) -> amount(field + "." + resource, amount));
  }

  private static void amount(String field, double amount) {
    if (!(amount >= 0) || amount == Double.POSITIVE_INFINITY) {
      throw new AbsurdRecordException(field + " must be a number from 0, not " + amount);
    }
  }
}
