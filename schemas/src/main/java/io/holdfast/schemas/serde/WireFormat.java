package io.holdfast.schemas.serde;

/**
 * The Confluent wire format.
 *
 * <pre>
 *  ┌──────┬───────────────────────┬───────────────────────┐
 *  │ 0x00 │ schema id, big endian │ one Avro binary datum │
 *  │  1 B │          4 B          │      to the end       │
 *  └──────┴───────────────────────┴───────────────────────┘
 * </pre>
 */
final class WireFormat {

  static final byte MAGIC = 0;
  static final int HEADER_BYTES = 5;

  private WireFormat() {}
}
