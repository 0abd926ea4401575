package io.holdfast.schemas.serde;

import io.holdfast.schemas.serde.MalformedRecordException.Reason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary decoding of an array of bytes that nobody vouches for.
 *
 * <p>Reads exactly what Avro's own decoder reads, but allocates nothing for a length or a count
 * before it is known that so many bytes are there; an element of an array or a map counts as one
 * byte at least, so elements that take none are refused beyond that. Throws {@link
 * MalformedRecordException} only. Not thread-safe.
 */
public final class BoundedDecoder extends Decoder {

  private static final byte[] NOTHING = new byte[0];
  private static final VarHandle FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = NOTHING;
  private int start;
  private int position;
  private int end;

  BoundedDecoder() {}

  /** Decodes all of the bytes. */
  public static BoundedDecoder of(byte[] bytes) {
    BoundedDecoder decoder = new BoundedDecoder();
    decoder.read(bytes, 0, bytes.length);
    return decoder;
  }

  /** Begins with the bytes from {@code start} to before {@code end}. */
  void read(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.position = start;
    this.end = end;
  }

  /** Lets the bytes go. */
  void release() {
    read(NOTHING, 0, 0);
  }

  @Override
  public int remainingBytes() {
    return end - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() {
    need(1);
    int value = bytes[position++];
    if ((value & ~1) != 0) {
      throw corrupt("a boolean is " + value);
    }
    return value == 1;
  }

  @Override
  public int readInt() {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      need(1);
      int next = bytes[position++];
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw corrupt("an int takes more than 5 bytes");
  }

  @Override
  public long readLong() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      need(1);
      int next = bytes[position++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw corrupt("a long takes more than 10 bytes");
  }

  @Override
  public float readFloat() {
    need(Float.BYTES);
    float value = (float) FLOAT.get(bytes, position);
    position += Float.BYTES;
    return value;
  }

  @Override
  public double readDouble() {
    need(Double.BYTES);
    double value = (double) DOUBLE.get(bytes, position);
    position += Double.BYTES;
    return value;
  }

  @Override
  public String readString() {
    int length = readLength();
    if (length == 0) {
      return "";
    }
    String value = new String(bytes, position, length, StandardCharsets.UTF_8);
    if (value.indexOf('\uFFFD') >= 0) {
      requireUtf8(position, length);
    }
    position += length;
    return value;
  }

  @Override
  public Utf8 readString(Utf8 old) {
    return new Utf8(readString());
  }

  @Override
  public void skipString() {
    skipBytes();
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) {
    byte[] value = new byte[readLength()];
    readFixed(value, 0, value.length);
    return ByteBuffer.wrap(value);
  }

  @Override
  public void skipBytes() {
    position += readLength();
  }

  @Override
  public void readFixed(byte[] target, int offset, int length) {
    need(length);
    System.arraycopy(bytes, position, target, offset, length);
    position += length;
  }

  @Override
  public void skipFixed(int length) {
    need(length);
    position += length;
  }

  @Override
  public int readEnum() {
    return readInt();
  }

  @Override
  public int readIndex() {
    return readInt();
  }

  @Override
  public long readArrayStart() {
    return readCount();
  }

  @Override
  public long arrayNext() {
    return readCount();
  }

  @Override
  public long skipArray() {
    return skipBlocks();
  }

  @Override
  public long readMapStart() {
    return readCount();
  }

  @Override
  public long mapNext() {
    return readCount();
  }

  @Override
  public long skipMap() {
    return skipBlocks();
  }

  private int readLength() {
    long length = readLong();
    if (length < 0) {
      throw corrupt("a length is " + length);
    }
    if (length > end - position) {
      throw truncated(length);
    }
    return (int) length;
  }

  /** A block's count of items; a negative one is followed by the block's size in bytes. */
  private long readCount() {
    long count = readLong();
    if (count < 0) {
      count = -count;
      readLength();
    }
    return counted(count);
  }

  /** Skips the blocks that tell their size; the count of items of the first that does not. */
  private long skipBlocks() {
    long count = readLong();
    while (count < 0) {
      position += readLength();
      count = readLong();
    }
    return counted(count);
  }

  private long counted(long count) {
    if (count < 0) {
      throw corrupt("a count is " + count);
    }
    if (count > end - position) {
      throw truncated(count);
    }
    return count;
  }

  private void need(int count) {
    if (count > end - position) {
      throw truncated(count);
    }
  }

  private void requireUtf8(int from, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
    } catch (CharacterCodingException e) {
      throw new MalformedRecordException(
          Reason.CORRUPT, "At byte %d a string is not UTF-8.".formatted(from - start), e);
    }
  }

  private MalformedRecordException truncated(long needed) {
    return new MalformedRecordException(
        Reason.TRUNCATED,
        "At byte %d of the datum %d more are needed and %d are left."
            .formatted(position - start, needed, end - position));
  }

  private MalformedRecordException corrupt(String what) {
    return new MalformedRecordException(
        Reason.CORRUPT, "At byte %d of the datum %s.".formatted(position - start, what));
  }
}
