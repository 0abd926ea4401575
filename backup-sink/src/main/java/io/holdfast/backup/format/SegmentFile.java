package io.holdfast.backup.format;

import io.holdfast.records.Begin;
import io.holdfast.records.Change;
import io.holdfast.records.ChangePart;
import io.holdfast.records.Commit;
import io.holdfast.records.Message;
import io.holdfast.records.Relation;
import io.holdfast.records.Truncate;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A segment: the records of whole transactions in commit order, and the messages between them.
 *
 * <pre>
 *  ┌──────────────────────────── Avro object container ────────────────────────────┐
 *  │ header: schema (a union of the seven records), codec zstandard,               │
 *  │         metadata holdfast.database, holdfast.chain, holdfast.manifest         │
 *  ├───────────────────────────────────────────────────────────────────────────────┤
 *  │ Begin  Relation?  Change | ChangePart | Truncate | Message …  Commit          │ × transactions
 *  └───────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * Every relation is described in the segment before its first change there, so a segment can be
 * read without the ones before.
 */
public final class SegmentFile {

  /** What a segment may hold. */
  public static final Schema SCHEMA =
      Schema.createUnion(
          List.of(
              Begin.getClassSchema(),
              Relation.getClassSchema(),
              Change.getClassSchema(),
              ChangePart.getClassSchema(),
              Truncate.getClassSchema(),
              Commit.getClassSchema(),
              Message.getClassSchema()));

  private static final int BLOCK_BYTES = 1 << 20;
  private static final int ZSTANDARD_LEVEL = 3;

  private SegmentFile() {}

  /** Opens a segment to append records to; closing it closes the stream. */
  public static DataFileWriter<Object> writer(
      OutputStream out, String database, String chain, long manifest) throws IOException {
    return new DataFileWriter<>(new SpecificDatumWriter<>(SCHEMA))
        .setCodec(CodecFactory.zstandardCodec(ZSTANDARD_LEVEL))
        .setSyncInterval(BLOCK_BYTES)
        .setMeta("holdfast.database", database)
        .setMeta("holdfast.chain", chain)
        .setMeta("holdfast.manifest", manifest)
        .create(SCHEMA, out);
  }

  /** Opens a segment again, to append after the last whole block. */
  public static DataFileWriter<Object> append(Path file) throws IOException {
    return new DataFileWriter<>(new SpecificDatumWriter<>(SCHEMA))
        .setSyncInterval(BLOCK_BYTES)
        .appendTo(file.toFile());
  }

  /**
   * Reads all records in order.
   *
   * @throws IOException when the bytes are not a segment
   */
  public static void read(InputStream in, Consumer<Object> records) throws IOException {
    try (DataFileStream<Object> file =
        new DataFileStream<>(in, new SpecificDatumReader<>(SCHEMA))) {
      while (file.hasNext()) {
        records.accept(well(file::next));
      }
      requireWhole(file);
    } catch (AvroRuntimeException malformed) {
      throw malformed(malformed);
    }
  }

  /**
   * Some records of a segment, unpacked; a {@link RowChangeReader} reads them.
   *
   * @param schema what they were written with
   * @param records how many
   */
  public record Block(Schema schema, long records, byte[] bytes) {}

  /**
   * Unpacks all blocks in order. Each can be read in any thread.
   *
   * @throws IOException when the bytes are not a segment
   */
  public static void readBlocks(InputStream in, Consumer<Block> blocks) throws IOException {
    try (DataFileStream<Object> file = new DataFileStream<>(in, new GenericDatumReader<>())) {
      while (file.hasNext()) {
        // the next block is read into the same array
        ByteBuffer shared = well(file::nextBlock);
        byte[] bytes = new byte[shared.remaining()];
        shared.get(bytes);
        blocks.accept(new Block(file.getSchema(), file.getBlockCount(), bytes));
      }
      requireWhole(file);
    } catch (AvroRuntimeException malformed) {
      throw malformed(malformed);
    }
  }

  /** What Avro is asked for. */
  private interface Asked<T> {
    T get() throws IOException;
  }

  /** Where the bytes end within the head of a block, Avro fails by a mistake of its own. */
  private static <T> T well(Asked<T> asked) throws IOException {
    try {
      return asked.get();
    } catch (RuntimeException malformed) {
      throw malformed(malformed);
    }
  }

  /** Avro takes the end of the bytes within a block for the end of the file, once. */
  private static void requireWhole(DataFileStream<?> file) throws IOException {
    if (file.hasNext()) {
      throw malformed(new EOFException("it ends within a block"));
    }
  }

  static IOException malformed(Exception why) {
    return new IOException(
        "an object that should be a segment is not one: " + why.getMessage(), why);
  }
}
