package io.holdfast.schemas.serde;

import java.util.Arrays;
import org.apache.avro.io.BinaryData;
import org.apache.avro.io.BinaryEncoder;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Avro's binary encoding into an array that grows up to a limit and is used again. Not thread-safe.
 */
final class BoundedEncoder extends BinaryEncoder {

  private static final int USUAL_BYTES = 1024;
  private static final int KEPT_BYTES = 256 * 1024;

  private byte[] buffer = new byte[USUAL_BYTES];
  private int position;
  private int limit;

  /** Begins a record of at most {@code limit} bytes with the header of the wire format. */
  void begin(int schemaId, int limit) {
    this.limit = limit;
    if (buffer.length > KEPT_BYTES) {
      buffer = new byte[USUAL_BYTES];
    }
    buffer[0] = WireFormat.MAGIC;
    buffer[1] = (byte) (schemaId >>> 24);
    buffer[2] = (byte) (schemaId >>> 16);
    buffer[3] = (byte) (schemaId >>> 8);
    buffer[4] = (byte) schemaId;
    position = WireFormat.HEADER_BYTES;
  }

  byte[] toBytes() {
    if (position > limit) {
      throw tooLarge();
    }
    return Arrays.copyOf(buffer, position);
  }

  @Override
  public void writeBoolean(boolean value) {
    reserve(1);
    position += BinaryData.encodeBoolean(value, buffer, position);
  }

  @Override
  public void writeInt(int value) {
    reserve(5);
    position += BinaryData.encodeInt(value, buffer, position);
  }

  @Override
  public void writeLong(long value) {
    reserve(10);
    position += BinaryData.encodeLong(value, buffer, position);
  }

  @Override
  public void writeFloat(float value) {
    reserve(Float.BYTES);
    position += BinaryData.encodeFloat(value, buffer, position);
  }

  @Override
  public void writeDouble(double value) {
    reserve(Double.BYTES);
    position += BinaryData.encodeDouble(value, buffer, position);
  }

  @Override
  public void writeFixed(byte[] source, int start, int length) {
    reserve(length);
    System.arraycopy(source, start, buffer, position, length);
    position += length;
  }

  @Override
  protected void writeZero() {
    reserve(1);
    buffer[position++] = 0;
  }

  @Override
  public int bytesBuffered() {
    return 0;
  }

  @Override
  public void flush() {}

  private void reserve(int count) {
    if (count > buffer.length - position) {
      grow(count);
    }
  }

  private void grow(int count) {
    long needed = (long) position + count;
    if (needed > limit + 10L) {
      throw tooLarge();
    }
    buffer =
        Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(2L * buffer.length, limit + 10L)));
  }

  private SerializationException tooLarge() {
    return new SerializationException(
        "The record takes more than %d bytes (%s); a reader would refuse it."
            .formatted(limit, SerdeConfig.MAX_RECORD_BYTES));
  }
}
