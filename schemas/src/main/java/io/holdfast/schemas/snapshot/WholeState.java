package io.holdfast.schemas.snapshot;

import io.holdfast.records.LogPosition;
import io.holdfast.records.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;

/** The state of a fold of which every chunk is there. */
public final class WholeState {

  private final List<Snapshot> chunks;

  WholeState(List<Snapshot> chunks) {
    this.chunks = List.copyOf(chunks);
  }

  private Snapshot first() {
    return chunks.get(0);
  }

  public String fold() {
    return first().getFold();
  }

  /** The newest record that it contains. */
  public LogPosition at() {
    return first().getAt();
  }

  public int format() {
    return first().getFormat();
  }

  /** Whether it is what was written, by its checksum. */
  public boolean isUnaltered() {
    var checksum = new CRC32C();
    chunks.forEach(chunk -> checksum.update(chunk.getState().duplicate()));
    return checksum.getValue() == first().getChecksum();
  }

  /** The encoded state. */
  public DataInputStream open() {
    List<InputStream> parts = chunks.stream().map(WholeState::part).toList();
    return new DataInputStream(new SequenceInputStream(Collections.enumeration(parts)));
  }

  private static InputStream part(Snapshot chunk) {
    byte[] bytes = new byte[chunk.getState().remaining()];
    chunk.getState().duplicate().get(bytes);
    return new ByteArrayInputStream(bytes);
  }
}
