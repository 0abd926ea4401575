package io.holdfast.dispatcher.store;

import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.records.LogPosition;
import io.holdfast.records.Snapshot;
import io.holdfast.schemas.snapshot.SnapshotCutter;
import io.holdfast.schemas.snapshot.WholeState;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of one partition's fold in the topic {@code snapshots}: the entries of the store, one
 * after the other.
 *
 * <pre>
 *  ┌─────────────┬────────────┬────────────┬───────────────┬───────┐
 *  │ entries 4 B │ length 4 B │ key, UTF-8 │ length 4 B    │ value │ × entries
 *  └─────────────┴────────────┴────────────┴───────────────┴───────┘
 * </pre>
 */
public final class PoolSnapshot {

  /** Which fold, in the records of {@code snapshots}. */
  public static final String FOLD = "decisions";

  /** Of the snapshots that this version writes and reads. */
  public static final int FORMAT = 1;

  private PoolSnapshot() {}

  /**
   * The state as records, in the order in which they are to be published.
   *
   * @param at the newest record that it contains
   */
  public static List<Snapshot> of(Fold fold, LogPosition at) {
    return SnapshotCutter.cut(FOLD, at, FORMAT, out -> write(fold, out));
  }

  private static void write(Fold fold, DataOutput out) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    PoolEntries.all(fold, entries::put);
    out.writeInt(entries.size());
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
      out.writeInt(key.length);
      out.write(key);
      out.writeInt(entry.getValue().length);
      out.write(entry.getValue());
    }
  }

  /**
   * The fold as it stood.
   *
   * @throws IllegalStateException when it was written by another version
   */
  public static Fold read(WholeState state) {
    if (state.format() != FORMAT) {
      throw new IllegalStateException("a snapshot of unknown format " + state.format());
    }
    var fold = new Fold();
    try (DataInputStream in = state.open()) {
      for (int left = in.readInt(); left > 0; left--) {
        String key = new String(bytes(in), StandardCharsets.UTF_8);
        PoolEntries.restore(fold, key, bytes(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the snapshot at " + state.at() + " can not be read", e);
    }
    fold.settle();
    return fold;
  }

  private static byte[] bytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }
}
