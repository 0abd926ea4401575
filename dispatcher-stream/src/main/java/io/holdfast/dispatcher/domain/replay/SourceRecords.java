package io.holdfast.dispatcher.domain.replay;

import java.util.Arrays;
import java.util.BitSet;
import java.util.TreeMap;

/**
 * The records of one partition of a source topic, of each what it says and which partition of the
 * pools' log it belongs to, and the copies that were seen. 20 bytes a record, since a topic may
 * hold millions.
 */
final class SourceRecords {

  static final int EVERYWHERE = -1;
  static final int NOWHERE = -2;

  private final String topic;
  private final int partition;
  private final BitSet copied = new BitSet();
  private final TreeMap<Integer, Span> spans = new TreeMap<>();
  private long[] offsets = new long[64];
  private long[] fingerprints = new long[64];
  private int[] homes = new int[64];
  private int size;

  /** Offsets that one partition of the pools' log has copies from, first and last. */
  private record Span(long first, long last) {

    Span with(long offset) {
      return new Span(StrictMath.min(first, offset), StrictMath.max(last, offset));
    }

    boolean has(long offset) {
      return offset >= first && offset <= last;
    }
  }

  SourceRecords(String topic, int partition) {
    this.topic = topic;
    this.partition = partition;
  }

  /** Takes the next record. */
  void add(long offset, long fingerprint, int home) {
    if (size == offsets.length) {
      int larger = size + size / 2;
      offsets = Arrays.copyOf(offsets, larger);
      fingerprints = Arrays.copyOf(fingerprints, larger);
      homes = Arrays.copyOf(homes, larger);
    }
    offsets[size] = offset;
    fingerprints[size] = fingerprint;
    homes[size] = home;
    size++;
  }

  boolean says(int record, long fingerprint) {
    return fingerprints[record] == fingerprint;
  }

  /** Whether the offset is between the first record and the last. */
  boolean spans(long offset) {
    return size > 0 && offset >= offsets[0] && offset <= offsets[size - 1];
  }

  /**
   * Notes a copy in a partition of the pools' log.
   *
   * @return the record that it is a copy of; negative when there is none
   */
  int copied(long offset, int home) {
    spans.merge(home, new Span(offset, offset), (known, one) -> known.with(offset));
    int record = Arrays.binarySearch(offsets, 0, size, offset);
    if (record >= 0) {
      copied.set(record);
    }
    return record;
  }

  /**
   * Offsets of the records that were not copied although later ones were, and earlier ones, in the
   * partition of the pools' log that they belong to.
   */
  long[] missing() {
    long[] missing = new long[size - copied.cardinality()];
    int found = 0;
    for (int i = copied.nextClearBit(0); i < size; i = copied.nextClearBit(i + 1)) {
      if (isWithin(homes[i], offsets[i])) {
        missing[found++] = offsets[i];
      }
    }
    return Arrays.copyOf(missing, found);
  }

  private boolean isWithin(int home, long offset) {
    return switch (home) {
      case NOWHERE -> false;
      case EVERYWHERE -> spans.values().stream().anyMatch(span -> span.has(offset));
      default -> spans.containsKey(home) && spans.get(home).has(offset);
    };
  }

  String place(long offset) {
    return topic + " partition " + partition + " offset " + offset;
  }
}
