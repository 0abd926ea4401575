package io.holdfast.schemas.serde;

import io.holdfast.schemas.serde.MalformedRecordException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.FastReaderBuilder;

/**
 * Reads what was written with one schema, or says why that cannot be. Safe for use by several
 * threads.
 */
interface RecordReader {

  Object read(BoundedDecoder in);

  /**
   * Resolves {@code writer} to {@code reader} once; a difference that matters shows when a record
   * is read.
   */
  static RecordReader resolving(Schema writer, Schema reader, GenericData data) {
    DatumReader<Object> datum;
    try {
      datum = new FastReaderBuilder(data).createDatumReader(writer, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AvroRuntimeException e) {
      return refusing(Reason.INCOMPATIBLE_SCHEMA, incompatible(writer, reader, e));
    }
    return in -> {
      try {
        return datum.read(null, in);
      } catch (MalformedRecordException e) {
        throw e;
      } catch (IOException | RuntimeException | StackOverflowError e) {
        throw malformed(writer, reader, e);
      }
    };
  }

  static RecordReader refusing(Reason reason, String message) {
    return in -> {
      throw new MalformedRecordException(reason, message);
    };
  }

  /**
   * What Avro itself objects to is the fault of the schemas if these do not fit, else of the bytes.
   */
  private static MalformedRecordException malformed(Schema writer, Schema reader, Throwable e) {
    var fit = SchemaCompatibility.checkReaderWriterCompatibility(reader, writer);
    if (fit.getType() == SchemaCompatibilityType.COMPATIBLE) {
      return new MalformedRecordException(
          Reason.CORRUPT, "Not a %s: %s".formatted(writer.getFullName(), e.getMessage()), e);
    }
    return new MalformedRecordException(
        Reason.INCOMPATIBLE_SCHEMA, incompatible(writer, reader, e), e);
  }

  private static String incompatible(Schema writer, Schema reader, Throwable e) {
    return "Written as a %s that cannot be read as the %s of this program: %s"
        .formatted(writer.getFullName(), reader.getFullName(), e.getMessage());
  }
}
