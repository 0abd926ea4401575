package io.holdfast.backup.domain;

import java.util.HashSet;
import java.util.Set;

/**
 * A snapshot of PostgreSQL, as {@code pg_current_snapshot()} writes it: {@code xmin:xmax:xip,…}.
 * Every id below xmin is seen, none from xmax on, and between them those that were not in progress.
 */
public final class Snapshot {

  private final long xmin;
  private final long xmax;
  private final Set<Long> inProgress;

  private Snapshot(long xmin, long xmax, Set<Long> inProgress) {
    this.xmin = xmin;
    this.xmax = xmax;
    this.inProgress = inProgress;
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is not a snapshot
   */
  public static Snapshot parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a snapshot; expected xmin:xmax:xip,…");
    }
    Set<Long> inProgress = new HashSet<>();
    for (String xid : parts[2].split(",")) {
      if (!xid.isEmpty()) {
        inProgress.add(Long.parseLong(xid));
      }
    }
    return new Snapshot(Long.parseLong(parts[0]), Long.parseLong(parts[1]), inProgress);
  }

  /**
   * Whether a committed transaction is seen.
   *
   * @param xid the low 32 bits of its id; it is less than 2^31 transactions away from the snapshot
   */
  public boolean sees(long xid) {
    long full = xmax + (int) (xid - xmax);
    return full < xmin || full < xmax && !inProgress.contains(full);
  }
}
