package io.holdfast.cli.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a record says, in 64 bits: Avro's own fingerprint (CRC-64-AVRO, Avro specification, "Schema
 * Fingerprints") of its binary form with the keys of maps in order. Equal records have equal ones;
 * two that differ have, but for one case in 2^64, others.
 */
final class Fingerprint implements ToLongFunction<Object> {

  private final Map<Schema, Writer> writers = new HashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private BinaryEncoder encoder;

  /**
   * @param record a {@link SpecificRecord}
   */
  @Override
  public long applyAsLong(Object record) {
    var value = (SpecificRecord) record;
    bytes.reset();
    encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
    try {
      writers.computeIfAbsent(value.getSchema(), Writer::new).write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Bytes in memory cannot be written", e);
    }
    return SchemaNormalization.fingerprint64(bytes.toByteArray());
  }

  private static final class Writer extends SpecificDatumWriter<SpecificRecord> {

    Writer(Schema schema) {
      super(schema);
    }

    @Override
    protected Iterable<Map.Entry<Object, Object>> getMapEntries(Object map) {
      return new TreeMap<Object, Object>((Map<?, ?>) map).entrySet();
    }
  }
}
