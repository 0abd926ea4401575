package io.holdfast.bench.liveness;

import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/** Heartbeats as a reader gets them: encoded, then decoded into new objects. */
final class Beats {

  private final SpecificDatumWriter<Heartbeat> writer = new SpecificDatumWriter<>(Heartbeat.class);
  private final SpecificDatumReader<Heartbeat> reader = new SpecificDatumReader<>(Heartbeat.class);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
  private BinaryEncoder encoder;
  private BinaryDecoder decoder;

  /** A heartbeat of the node with that index. */
  Heartbeat decode(int index, long sequence) {
    try {
      byte[] encoded = encode(index, sequence);
      decoder = DecoderFactory.get().binaryDecoder(encoded, decoder);
      return reader.read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] encode(int index, long sequence) throws IOException {
    bytes.reset();
    encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
    writer.write(heartbeat(index, sequence), encoder);
    encoder.flush();
    return bytes.toByteArray();
  }

  static Heartbeat heartbeat(int index, long sequence) {
    return new Heartbeat(
        node(index),
        "pool",
        1_700_000_000_000L,
        null,
        new UUID(index, index).toString(),
        sequence,
        0L,
        1_000,
        25_000,
        0,
        HeartbeatMode.NORMAL);
  }

  static String node(int index) {
    return "rack" + index / 1_000 + "-node" + index;
  }
}
