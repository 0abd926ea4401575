package io.holdfast.schemas.snapshot;

import io.holdfast.records.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts states together from the records of {@code snapshots}, read in their order.
 *
 * <p>A writer may be killed between two chunks, and a stalled one may write between those of its
 * successor: what is not whole is passed over, and chunks of two states are never mixed.
 */
public final class SnapshotGathering {

  private final Map<String, List<Snapshot>> begun = new HashMap<>();

  /** Takes the next record; returns the state that it completes. */
  public Optional<WholeState> take(Snapshot chunk) {
    String key = chunk.getFold() + " " + chunk.getKey();
    if (chunk.getChunk() == 0) {
      begun.put(key, new ArrayList<>());
    }
    List<Snapshot> chunks = begun.get(key);
    if (chunks == null || !isNext(chunks, chunk)) {
      return Optional.empty();
    }
    chunks.add(chunk);
    if (chunks.size() < chunk.getChunks()) {
      return Optional.empty();
    }
    begun.remove(key);
    return Optional.of(new WholeState(chunks));
  }

  private static boolean isNext(List<Snapshot> chunks, Snapshot chunk) {
    if (chunk.getChunk() != chunks.size()) {
      return false;
    }
    return chunks.isEmpty()
        || (chunks.get(0).getChecksum() == chunk.getChecksum()
            && chunks.get(0).getAt().equals(chunk.getAt()));
  }
}
