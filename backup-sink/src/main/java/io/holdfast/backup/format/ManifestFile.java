package io.holdfast.backup.format;

import io.holdfast.records.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A manifest as every store holds it: an Avro object container with one record, no codec. Equal
 * manifests are equal bytes: the sync marker, random elsewhere, is taken from the record.
 */
public final class ManifestFile {

  private static final int SYNC_BYTES = 16;

  private ManifestFile() {}

  public static byte[] write(Manifest manifest) {
    try {
      byte[] record = Sha256.bytes(manifest.toByteBuffer());
      byte[] sync = Arrays.copyOf(Sha256.of(record), SYNC_BYTES);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataFileWriter<Manifest> file =
          new DataFileWriter<>(new SpecificDatumWriter<>(Manifest.class))) {
        file.create(Manifest.getClassSchema(), bytes, sync);
        file.append(manifest);
      }
      return bytes.toByteArray();
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
  }

  /**
   * Reads one back, whatever version of the schema it was written with.
   *
   * @throws IOException when the bytes are not a manifest
   */
  public static Manifest read(byte[] bytes) throws IOException {
    try (DataFileReader<Manifest> file =
        new DataFileReader<>(
            new SeekableByteArrayInput(bytes), new SpecificDatumReader<>(Manifest.class))) {
      if (!file.hasNext()) {
        throw new IOException("a manifest's object holds no record");
      }
      return file.next();
    } catch (RuntimeException malformed) {
      throw new IOException(
          "an object that should be a manifest is not one: " + malformed.getMessage(), malformed);
    }
  }
}
