package io.holdfast.schemas.snapshot;

import io.holdfast.records.LogPosition;
import io.holdfast.records.Snapshot;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Cuts the state of a fold into records. */
public final class SnapshotCutter {

  /** A state that can be written. */
  @FunctionalInterface
  public interface State {
    void writeTo(DataOutput out) throws IOException;
  }

  private SnapshotCutter() {}

  /**
   * The state in chunks, in their order.
   *
   * @param fold which fold it is of
   * @param at the newest record that it contains
   * @param format version of its encoding
   */
  public static List<Snapshot> cut(String fold, LogPosition at, int format, State state) {
    var output = new ChunkedOutput();
    try {
      var out = new DataOutputStream(output);
      state.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<byte[]> chunks = output.chunks();
    var checksum = new CRC32C();
    chunks.forEach(checksum::update);
    List<Snapshot> snapshots = new ArrayList<>(chunks.size());
    for (byte[] chunk : chunks) {
      snapshots.add(
          new Snapshot(
              fold,
              "~" + at.getPartition(),
              at,
              format,
              snapshots.size(),
              chunks.size(),
              checksum.getValue(),
              ByteBuffer.wrap(chunk)));
    }
    return snapshots;
  }
}
