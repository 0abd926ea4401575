package io.holdfast.backup.domain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Messages of pgoutput, byte by byte. */
final class Wire {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static Wire of(char type) {
    return new Wire().int8(type);
  }

  Wire int8(int value) {
    bytes.write(value);
    return this;
  }

  Wire int16(int value) {
    return append(ByteBuffer.allocate(2).putShort((short) value));
  }

  Wire int32(long value) {
    return append(ByteBuffer.allocate(4).putInt((int) value));
  }

  Wire int64(long value) {
    return append(ByteBuffer.allocate(8).putLong(value));
  }

  Wire string(String value) {
    bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
    return int8(0);
  }

  Wire text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    int8('t').int32(utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  private Wire append(ByteBuffer buffer) {
    bytes.writeBytes(buffer.array());
    return this;
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes.toByteArray());
  }
}
