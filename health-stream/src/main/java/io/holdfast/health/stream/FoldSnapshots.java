package io.holdfast.health.stream;

import io.holdfast.health.domain.Fold;
import io.holdfast.records.LogPosition;
import io.holdfast.records.Snapshot;
import io.holdfast.schemas.snapshot.SnapshotCutter;
import io.holdfast.schemas.snapshot.WholeState;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** States of the folds in the topic {@code snapshots}: as in a checkpoint, see FORMAT.md. */
public final class FoldSnapshots {

  /** The fold of heartbeats, in the records of {@code snapshots}. */
  public static final String LIVENESS = "liveness";

  /** The fold of load samples. */
  public static final String LOAD = "load";

  private FoldSnapshots() {}

  static List<Snapshot> cut(String name, LogPosition at, Fold<?> fold) {
    return SnapshotCutter.cut(name, at, fold.format(), fold::writeTo);
  }

  /**
   * Gives a fold the state.
   *
   * @throws IllegalStateException when it was written by another version
   */
  public static void read(WholeState state, Fold<?> into) {
    if (state.format() != into.format()) {
      throw new IllegalStateException("a snapshot of unknown format " + state.format());
    }
    try (DataInputStream in = state.open()) {
      into.readFrom(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the snapshot at " + state.at() + " cannot be read", e);
    }
  }
}
