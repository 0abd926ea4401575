package io.holdfast.backup.format;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.LineWriter;
import io.holdfast.backup.domain.RowChange;
import io.holdfast.records.Change;
import io.holdfast.records.ChangeKind;
import io.holdfast.records.Marker;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;

/**
 * Reads the records of a segment, and a {@link Change} as a {@link RowChange}: its values go from
 * the segment's bytes to the line's, and are nothing else between. Not thread-safe.
 */
public final class RowChangeReader {

  private static final int CHANGE = SegmentFile.SCHEMA.getTypes().indexOf(Change.getClassSchema());
  private static final ChangeKind[] KINDS = ChangeKind.values();
  private static final Marker[] MARKERS = Marker.values();

  /** Branches of the union of a row's values. */
  private static final int NULL = 0;

  private static final int TEXT = 1;

  private final List<SpecificDatumReader<Object>> others =
      SegmentFile.SCHEMA.getTypes().stream().map(SpecificDatumReader<Object>::new).toList();
  private final LineWriter line = new LineWriter();
  private int most;
  private boolean inParts;
  private Schema schema;

  /** For what was written with another schema; null for this one. */
  private SpecificDatumReader<Object> any;

  private BinaryDecoder decoder;

  /**
   * Reads all records of a block in order.
   *
   * @throws IOException when the bytes are not its records
   */
  public void read(SegmentFile.Block block, Consumer<Object> records) throws IOException {
    setSchema(block.schema());
    decoder = DecoderFactory.get().binaryDecoder(block.bytes(), decoder);
    most = block.bytes().length;
    try {
      for (long i = 0; i < block.records(); i++) {
        records.accept(read(decoder));
      }
    } catch (EOFException tooEarly) {
      throw SegmentFile.malformed(new EOFException("a block holds less than its records"));
    } catch (AvroRuntimeException | IndexOutOfBoundsException malformed) {
      throw SegmentFile.malformed(malformed);
    }
    if (!decoder.isEnd()) {
      throw SegmentFile.malformed(new IOException("a block holds more than its records"));
    }
  }

  private void setSchema(Schema written) {
    if (written != schema) {
      schema = written;
      any =
          written.equals(SegmentFile.SCHEMA)
              ? null
              : new SpecificDatumReader<>(written, SegmentFile.SCHEMA);
    }
  }

  private Object read(Decoder in) throws IOException {
    if (any != null) {
      Object record = any.read(null, in);
      return record instanceof Change change ? RowChange.of(change) : record;
    }
    int branch = in.readIndex();
    return branch == CHANGE ? change(in) : others.get(branch).read(null, in);
  }

  private RowChange change(Decoder in) throws IOException {
    long relation = in.readLong();
    ChangeKind kind = KINDS[in.readEnum()];
    in.readEnum();
    inParts = false;
    byte[] before = row(in);
    byte[] after = row(in);
    return new RowChange(relation, kind, before, after, inParts);
  }

  private byte[] row(Decoder in) throws IOException {
    if (in.readIndex() == NULL) {
      in.readNull();
      return null;
    }
    for (long block = in.readArrayStart(); block > 0; block = in.arrayNext()) {
      for (long i = 0; i < block; i++) {
        value(in);
      }
    }
    return line.end();
  }

  /** Of a text that lies in the block. */
  private int length(Decoder in) throws IOException {
    long length = in.readLong();
    if (length < 0 || length > most) {
      throw new EOFException("a text has no such length: " + length);
    }
    return (int) length;
  }

  private void value(Decoder in) throws IOException {
    int branch = in.readIndex();
    if (branch == NULL) {
      in.readNull();
      line.field(CopyText.NULL);
    } else if (branch == TEXT) {
      int length = length(in);
      in.readFixed(line.room(length), line.at(), length);
      line.filled(length);
    } else {
      Marker marker = MARKERS[in.readEnum()];
      inParts |= marker == Marker.IN_PARTS;
      line.field(CopyText.field(marker));
    }
  }
}
