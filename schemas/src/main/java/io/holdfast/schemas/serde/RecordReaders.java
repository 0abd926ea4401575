package io.holdfast.schemas.serde;

import io.holdfast.schemas.registry.RegistryException;
import io.holdfast.schemas.registry.SchemaRegistry;
import io.holdfast.schemas.serde.MalformedRecordException.Reason;
import java.util.Arrays;
import java.util.function.Function;
import org.apache.avro.Schema;

/**
 * Bytes of the wire format to records: a reader per schema id, found in a table that is copied when
 * it grows. Safe for use by several threads.
 */
final class RecordReaders {

  private static final ThreadLocal<BoundedDecoder> DECODER =
      ThreadLocal.withInitial(BoundedDecoder::new);

  private final SchemaRegistry registry;
  private final Function<Schema, RecordReader> readerOf;
  private final int maxRecordBytes;
  private volatile Table table = new Table(new int[0], new RecordReader[0]);

  RecordReaders(
      SchemaRegistry registry, Function<Schema, RecordReader> readerOf, int maxRecordBytes) {
    this.registry = registry;
    this.readerOf = readerOf;
    this.maxRecordBytes = maxRecordBytes;
  }

  Object read(byte[] bytes, int start, int length) {
    requireHeader(bytes, start, length);
    RecordReader reader = reader(schemaId(bytes, start));
    BoundedDecoder in = DECODER.get();
    in.read(bytes, start + WireFormat.HEADER_BYTES, start + length);
    try {
      Object record = reader.read(in);
      if (in.remainingBytes() > 0) {
        throw new MalformedRecordException(
            Reason.TRAILING, "%d bytes follow the record.".formatted(in.remainingBytes()));
      }
      return record;
    } finally {
      in.release();
    }
  }

  private void requireHeader(byte[] bytes, int start, int length) {
    if (length > 0 && bytes[start] != WireFormat.MAGIC) {
      throw new MalformedRecordException(
          Reason.MAGIC,
          "The first byte is 0x%02x, not 0: this is not the Confluent wire format."
              .formatted(bytes[start]));
    }
    if (length < WireFormat.HEADER_BYTES) {
      throw new MalformedRecordException(
          Reason.TRUNCATED,
          "%d bytes: the magic byte and the schema id alone take %d."
              .formatted(length, WireFormat.HEADER_BYTES));
    }
    if (length > maxRecordBytes) {
      throw new MalformedRecordException(
          Reason.TOO_LARGE,
          "%d bytes; at most %d are read (%s)."
              .formatted(length, maxRecordBytes, SerdeConfig.MAX_RECORD_BYTES));
    }
  }

  private static int schemaId(byte[] bytes, int start) {
    return bytes[start + 1] << 24
        | (bytes[start + 2] & 0xff) << 16
        | (bytes[start + 3] & 0xff) << 8
        | (bytes[start + 4] & 0xff);
  }

  private RecordReader reader(int id) {
    RecordReader known = table.find(id);
    return known == null ? learn(id) : known;
  }

  private synchronized RecordReader learn(int id) {
    RecordReader known = table.find(id);
    if (known == null) {
      known = readerOf.apply(schema(id));
      table = table.with(id, known);
    }
    return known;
  }

  private Schema schema(int id) {
    if (id < 0) {
      throw new MalformedRecordException(
          Reason.UNKNOWN_SCHEMA, "Schema id %d is negative.".formatted(id));
    }
    try {
      return registry.schema(id);
    } catch (RegistryException e) {
      if (e.reason() == RegistryException.Reason.NOT_FOUND
          || e.reason() == RegistryException.Reason.INVALID) {
        throw new MalformedRecordException(
            Reason.UNKNOWN_SCHEMA, "No schema for id %d: %s".formatted(id, e.getMessage()), e);
      }
      throw e;
    }
  }

  /** Sorted by id; a topic has a handful of them. */
  private record Table(int[] ids, RecordReader[] readers) {

    RecordReader find(int id) {
      int at = Arrays.binarySearch(ids, id);
      return at < 0 ? null : readers[at];
    }

    Table with(int id, RecordReader reader) {
      int at = -Arrays.binarySearch(ids, id) - 1;
      int[] moreIds = new int[ids.length + 1];
      var moreReaders = new RecordReader[ids.length + 1];
      System.arraycopy(ids, 0, moreIds, 0, at);
      System.arraycopy(readers, 0, moreReaders, 0, at);
      moreIds[at] = id;
      moreReaders[at] = reader;
      System.arraycopy(ids, at, moreIds, at + 1, ids.length - at);
      System.arraycopy(readers, at, moreReaders, at + 1, ids.length - at);
      return new Table(moreIds, moreReaders);
    }
  }
}
