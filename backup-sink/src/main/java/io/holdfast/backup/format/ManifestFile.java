package io.holdfast.backup.format;

import io.holdfast.records.Manifest;
import io.holdfast.schemas.serde.BoundedDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A manifest as every store holds it: an Avro object container with one record, no codec.
 *
 * <pre>
 *  ┌──────┬──────────────────────────────┬──────┬───┬──────┬────────┬──────┐
 *  │ Obj1 │ map: avro.schema → its text  │ sync │ 1 │ size │ record │ sync │
 *  └──────┴──────────────────────────────┴──────┴───┴──────┴────────┴──────┘
 *   sync: first 16 bytes of SHA-256(text of the schema, record)
 * </pre>
 *
 * Equal manifests are equal bytes. A manifest vouches for itself, also the newest, whose hash no
 * other names yet, and also one that an earlier version wrote. It is read and written by hand: what
 * a length says is believed only so far as bytes are there, and no library's choice shifts a byte.
 */
public final class ManifestFile {

  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final String SCHEMA = "avro.schema";
  private static final String TEXT = Manifest.getClassSchema().toString();
  private static final int SYNC_BYTES = 16;

  private ManifestFile() {}

  public static byte[] write(Manifest manifest) {
    return write(manifest, TEXT, new SpecificDatumWriter<>(Manifest.getClassSchema()));
  }

  private static <T> byte[] write(T manifest, String schema, DatumWriter<T> datum) {
    try {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(record, null);
      datum.write(manifest, encoder);
      encoder.flush();
      byte[] text = schema.getBytes(StandardCharsets.UTF_8);
      byte[] sync = sync(text, record.toByteArray());

      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
      encoder.writeFixed(MAGIC);
      encoder.writeMapStart();
      encoder.setItemCount(1);
      encoder.startItem();
      encoder.writeString(SCHEMA);
      encoder.writeBytes(text);
      encoder.writeMapEnd();
      encoder.writeFixed(sync);
      encoder.writeLong(1);
      encoder.writeLong(record.size());
      encoder.writeFixed(record.toByteArray());
      encoder.writeFixed(sync);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
  }

  private static byte[] sync(byte[] schema, byte[] record) {
    MessageDigest digest = Sha256.digest();
    digest.update(schema);
    digest.update(record);
    return Arrays.copyOf(digest.digest(), SYNC_BYTES);
  }

  /**
   * Reads one back, whatever version of the schema it was written with.
   *
   * @throws IOException when the bytes are not a manifest
   */
  public static Manifest read(byte[] bytes) throws IOException {
    try {
      BoundedDecoder in = BoundedDecoder.of(bytes);
      Schema written = new Schema.Parser().parse(readHeader(in));
      return readRecord(in, new SpecificDatumReader<>(written, Manifest.getClassSchema()));
    } catch (RuntimeException malformed) {
      throw new IOException(
          "an object that should be a manifest is not one: " + malformed.getMessage(), malformed);
    }
  }

  /** Whether the bytes are, each of them, what was written. */
  public static boolean isIntact(byte[] bytes) {
    try {
      BoundedDecoder in = BoundedDecoder.of(bytes);
      String text = readHeader(in);
      Schema schema = new Schema.Parser().parse(text);
      GenericRecord record = readRecord(in, new GenericDatumReader<>(schema));
      return Arrays.equals(bytes, write(record, text, new GenericDatumWriter<>(schema)));
    } catch (IOException | RuntimeException malformed) {
      return false;
    }
  }

  /** The text of the schema. */
  private static String readHeader(BoundedDecoder in) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    in.readFixed(magic, 0, magic.length);
    String schema = "";
    for (long entries = in.readMapStart(); entries > 0; entries = in.mapNext()) {
      for (long entry = 0; entry < entries; entry++) {
        String key = in.readString();
        byte[] value = Sha256.bytes(in.readBytes(null));
        schema = key.equals(SCHEMA) ? new String(value, StandardCharsets.UTF_8) : schema;
      }
    }
    if (!Arrays.equals(magic, MAGIC) || schema.isEmpty()) {
      throw new IOException("an object that should be a manifest has another beginning");
    }
    return schema;
  }

  private static <T> T readRecord(BoundedDecoder in, DatumReader<T> datum) throws IOException {
    byte[] sync = new byte[SYNC_BYTES];
    in.readFixed(sync, 0, SYNC_BYTES);
    long records = in.readLong();
    long size = in.readLong();
    if (records != 1 || size != in.remainingBytes() - (long) SYNC_BYTES) {
      throw new IOException("an object that should be a manifest does not hold one record");
    }
    return datum.read(null, in);
  }
}
