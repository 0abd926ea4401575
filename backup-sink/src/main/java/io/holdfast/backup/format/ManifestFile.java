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
import org.apache.avro.io.BinaryEncoder;
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
 * other names yet, and also one that an earlier version wrote: schema and record stay as they were
 * written. It is read and written by hand: what a length says is believed only so far as bytes are
 * there, and no library's choice shifts a byte.
 */
public final class ManifestFile {

  private static final byte[] MAGIC = {'O', 'b', 'j', 1};
  private static final String SCHEMA = "avro.schema";
  private static final Schema CURRENT = Manifest.getClassSchema();
  private static final String CURRENT_TEXT = CURRENT.toString();
  private static final int SYNC_BYTES = 16;

  private final Schema schema;
  private final String text;
  private final byte[] record;
  private final Manifest manifest;

  private ManifestFile(Schema schema, String text, byte[] record, Manifest manifest) {
    this.schema = schema;
    this.text = text;
    this.record = record;
    this.manifest = manifest;
  }

  /** A new one, as this version writes it. */
  public static ManifestFile of(Manifest manifest) {
    try {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(record, null);
      new SpecificDatumWriter<Manifest>(CURRENT).write(manifest, encoder);
      encoder.flush();
      return new ManifestFile(CURRENT, CURRENT_TEXT, record.toByteArray(), manifest);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
  }

  /**
   * One that any version wrote.
   *
   * @param written schema of that version
   * @param record in Avro's binary encoding
   * @throws IOException when the record is not of the schema, or not a manifest
   */
  public static ManifestFile of(Schema written, byte[] record) throws IOException {
    String text = written.toString();
    return of(text.equals(CURRENT_TEXT) ? CURRENT : written, text, record.clone());
  }

  private static ManifestFile of(Schema written, String text, byte[] record) throws IOException {
    try {
      BoundedDecoder in = BoundedDecoder.of(record);
      Manifest manifest = new SpecificDatumReader<Manifest>(written, CURRENT).read(null, in);
      if (in.remainingBytes() > 0) {
        throw new IOException("bytes follow the record of a manifest");
      }
      return new ManifestFile(written, text, record, manifest);
    } catch (RuntimeException malformed) {
      throw notOne(malformed);
    }
  }

  /**
   * Reads one back, whatever version of the schema it was written with.
   *
   * @throws IOException when the bytes are not a manifest
   */
  public static ManifestFile read(byte[] bytes) throws IOException {
    try {
      BoundedDecoder in = BoundedDecoder.of(bytes);
      String text = readHeader(in);
      Schema written = text.equals(CURRENT_TEXT) ? CURRENT : new Schema.Parser().parse(text);
      return of(written, text, readRecord(in));
    } catch (RuntimeException malformed) {
      throw notOne(malformed);
    }
  }

  private static IOException notOne(RuntimeException malformed) {
    return new IOException(
        "an object that should be a manifest is not one: " + malformed.getMessage(), malformed);
  }

  /** Whether the bytes are, each of them, what was written. */
  public static boolean isIntact(byte[] bytes) {
    try {
      return Arrays.equals(bytes, read(bytes).bytes());
    } catch (IOException malformed) {
      return false;
    }
  }

  public Manifest manifest() {
    return manifest;
  }

  /** What it was written with. */
  public Schema schema() {
    return schema;
  }

  /** The record alone, in Avro's binary encoding. */
  public byte[] record() {
    return record.clone();
  }

  /** The whole file. */
  public byte[] bytes() {
    try {
      byte[] schemaText = text.getBytes(StandardCharsets.UTF_8);
      byte[] sync = sync(schemaText, record);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      encoder.writeFixed(MAGIC);
      encoder.writeMapStart();
      encoder.setItemCount(1);
      encoder.startItem();
      encoder.writeString(SCHEMA);
      encoder.writeBytes(schemaText);
      encoder.writeMapEnd();
      encoder.writeFixed(sync);
      encoder.writeLong(1);
      encoder.writeLong(record.length);
      encoder.writeFixed(record);
      encoder.writeFixed(sync);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
  }

  /** SHA-256 of the whole file: what the next manifest names. */
  public byte[] sha256() {
    return Sha256.of(bytes());
  }

  private static byte[] sync(byte[] schema, byte[] record) {
    MessageDigest digest = Sha256.digest();
    digest.update(schema);
    digest.update(record);
    return Arrays.copyOf(digest.digest(), SYNC_BYTES);
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

  private static byte[] readRecord(BoundedDecoder in) throws IOException {
    byte[] sync = new byte[SYNC_BYTES];
    in.readFixed(sync, 0, SYNC_BYTES);
    long records = in.readLong();
    long size = in.readLong();
    if (records != 1 || size < 0 || size != in.remainingBytes() - (long) SYNC_BYTES) {
      throw new IOException("an object that should be a manifest does not hold one record");
    }
    byte[] record = new byte[(int) size];
    in.readFixed(record, 0, record.length);
    return record;
  }
}
