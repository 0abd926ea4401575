package io.holdfast.health.domain;

import java.util.Locale;

/**
 * Why a readable record was not taken: the same word in the dead-letter header and in the metric. A
 * refused record changes nothing that is known of a node.
 */
public enum Refusal {
  NO_VALUE("the record has no value"),
  FOREIGN_RECORD("the record's type does not belong into this topic"),
  NODE_ID_EMPTY("the node id is empty"),
  TEXT_TOO_LONG("a text is longer than 255 characters"),
  KEY_IS_NOT_THE_NODE("the key is not the node id of the value"),
  POOL_EMPTY("the pool is empty"),
  BOOT_ID_EMPTY("the boot id is empty"),
  INCARNATION_ABSURD("the incarnation is not a time in epoch milliseconds up to the year 2200"),
  PREDECESSOR_NOT_EARLIER("the predecessor is not earlier than the incarnation"),
  SEQUENCE_ABSURD("the sequence is not between 1 and 10^12"),
  TIME_ABSURD("the wall clock is not between 1970 and the year 2200"),
  CLOCK_ABSURD("the pulser's clock ran backward or ahead by more than a day"),
  INTERVAL_ABSURD("the interval is not between 10 ms and 1 h"),
  LEASE_ABSURD("the lease is not between the interval and 1 day"),
  LATENESS_ABSURD("the timer lateness is negative or over 1 h"),
  CHANGED_WITHIN_INCARNATION("pool, interval or lease changed within an incarnation"),
  TOO_MANY_INCARNATIONS("more than 64 incarnations of the node are not over yet"),
  KEY_ON_PULSE_OR_MARK("a pulse or a policy mark has a key"),
  POLICY_ABSURD("the policy's thresholds are not positive and in order"),
  RESOURCE_NAME_EMPTY("a resource has no name"),
  LOAD_ABSURD("a load is negative, not a number or over 1000"),
  USAGE_ABSURD("a usage is negative or not a number"),
  GPU_ABSURD("a GPU's index or reading is negative, not a number or over 1000"),
  TOO_MANY_ENTRIES("more resources, GPUs or workloads than any node has");

  private final String words;

  Refusal(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** For metric labels. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
