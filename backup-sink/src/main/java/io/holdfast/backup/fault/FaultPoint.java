package io.holdfast.backup.fault;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Places where a fault test has the process die at once, as by SIGKILL: {@code
 * -Dholdfast.fault=ACKNOWLEDGED:7} at the seventh time that the place is passed. Without that
 * property passing one does nothing.
 */
public enum FaultPoint {
  /** Capture: a record was handed to Kafka's client. */
  SENT,
  /** Capture: a batch ended between a change and its Commit. */
  INSIDE_TRANSACTION,
  /** Capture: Kafka committed a batch; nothing else knows yet. */
  ACKNOWLEDGED,
  /** Capture: the engine marked a batch as processed. */
  COMMITTED,
  /** Capture: the slot's confirmation was handed to the replication stream. */
  CONFIRMED,

  /** Base: the slot is there, nothing is locked and no chain is open. */
  SLOT_MADE,
  /** Base: the topic tells of the chain; nothing is copied. */
  CHAIN_OPENED,
  /** Base, also one of chosen tables: the stores hold one table more. */
  TABLE_COPIED,
  /** Base: the stores hold all objects, and nobody has decided that they count. */
  BASE_COPIED,
  /** Base: its manifest is decided, and no store holds that. */
  BASE_DECIDED,

  /** Sink: the stores hold a segment, and nobody has decided that it counts. */
  SEGMENT_STORED,
  /** Sink: a segment's manifest is decided, and no store holds that. */
  SEGMENT_DECIDED,
  /** Sink: the stores hold a segment's manifest; the next segment is not begun. */
  MANIFEST_STORED,

  /** Restore: the changes are folded, and nothing is in the target. */
  FOLDED,
  /** Restore: the target has tables without rows. */
  SCHEMA_MADE,
  /** Restore: a table has its rows; its indexes and other tables may lack. */
  TABLE_LOADED,
  /** Restore: everything is in the target, which does not say where it stands. */
  RESTORED,
  /** Delta: all is written, and not committed. */
  DELTA_WRITTEN,
  /** Delta: all is committed, and not proved. */
  DELTA_COMMITTED;

  private static final String PROPERTY = "holdfast.fault";
  private static final String CHOSEN = System.getProperty(PROPERTY, "");
  private static final int KILLED = 137;

  private static final AtomicInteger LEFT =
      new AtomicInteger(
          CHOSEN.isEmpty() ? 0 : Integer.parseInt(CHOSEN.substring(CHOSEN.indexOf(':') + 1)));

  /** Dies here when a test chose so. */
  public void passed() {
    if (CHOSEN.startsWith(name() + ":") && LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(KILLED);
    }
  }
}
