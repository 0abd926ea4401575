package io.holdfast.backup.barrier;

import io.holdfast.backup.domain.Lsn;
import io.holdfast.backup.domain.RestoreTarget;
import io.holdfast.backup.domain.Snapshot;
import java.util.List;

/**
 * What a barrier's last message says, and its parts; as text its id, its position, its snapshot,
 * and then the hashes, a line each.
 *
 * @param seen which transactions the barrier saw
 * @param hashes of all tables, as they were then
 */
public record BarrierState(RestoreTarget.AtBarrier seen, TableHashes hashes) {

  private static final int HEADER_LINES = 3;

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static BarrierState parse(String text) {
    List<String> lines = text.lines().toList();
    return new BarrierState(
        seen(lines), TableHashes.parse(lines.subList(HEADER_LINES, lines.size())));
  }

  /**
   * Which transactions the barrier saw, by its last message alone.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static RestoreTarget.AtBarrier seen(String text) {
    return seen(text.lines().limit(HEADER_LINES).toList());
  }

  private static RestoreTarget.AtBarrier seen(List<String> lines) {
    if (lines.size() < HEADER_LINES) {
      throw new IllegalArgumentException(
          "the last message of a barrier has " + lines.size() + " lines, and no state");
    }
    return new RestoreTarget.AtBarrier(
        lines.get(0), Lsn.parse(lines.get(1)).value(), Snapshot.parse(lines.get(2)));
  }

  /**
   * The text form.
   *
   * @param lsn end of the barrier's first message
   * @param snapshot as PostgreSQL writes it
   */
  static String text(String id, String lsn, String snapshot, TableHashes hashes) {
    return String.join("\n", id, lsn, snapshot, hashes.text());
  }
}
