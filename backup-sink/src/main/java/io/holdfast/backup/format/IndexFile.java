package io.holdfast.backup.format;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;

/**
 * Manifests one after the other, each as the bytes of its {@link ManifestFile}: an Avro object
 * container of {@code bytes} with the codec zstandard.
 */
public final class IndexFile {

  private static final Schema SCHEMA = Schema.create(Schema.Type.BYTES);
  private static final int SYNC_BYTES = 16;
  private static final int ZSTANDARD_LEVEL = 3;

  private IndexFile() {}

  /** Writes them; equal manifests are equal bytes. */
  public static void write(Path file, List<byte[]> manifests) throws IOException {
    byte[] sync = Arrays.copyOf(Sha256.of(manifests.get(0)), SYNC_BYTES);
    try (DataFileWriter<ByteBuffer> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
      writer.setCodec(CodecFactory.zstandardCodec(ZSTANDARD_LEVEL));
      writer.create(SCHEMA, Files.newOutputStream(file), sync);
      for (byte[] manifest : manifests) {
        writer.append(ByteBuffer.wrap(manifest));
      }
    }
  }

  /**
   * Reads them back.
   *
   * @throws IOException when the bytes are not an index
   */
  public static List<byte[]> read(byte[] bytes) throws IOException {
    List<byte[]> manifests = new ArrayList<>();
    try (DataFileStream<ByteBuffer> reader =
        new DataFileStream<>(new ByteArrayInputStream(bytes), new GenericDatumReader<>(SCHEMA))) {
      while (reader.hasNext()) {
        manifests.add(Sha256.bytes(reader.next()));
      }
      return manifests;
    } catch (AvroRuntimeException malformed) {
      throw new IOException(
          "an object that should be an index is not one: " + malformed.getMessage(), malformed);
    }
  }
}
