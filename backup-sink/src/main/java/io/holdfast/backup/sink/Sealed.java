package io.holdfast.backup.sink;

import io.holdfast.backup.format.Layout;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An object as the stores will hold it. The same bytes go to all of them, and again when it is
 * tried again.
 *
 * @param file the bytes
 * @param temporary whether the file is this object's own, gone when it is closed
 * @param bytes how many
 * @param sha256 their hash
 * @param key id of the key they are encrypted with; 0 where they are not
 */
record Sealed(Path file, boolean temporary, long bytes, byte[] sha256, long key)
    implements AutoCloseable {

  /**
   * Its entry in a manifest.
   *
   * @param name of the content
   */
  StoredObject.Builder entry(String name, ObjectKind kind) {
    return StoredObject.newBuilder()
        .setName(key == 0 ? name : Layout.sealed(name))
        .setKind(kind)
        .setBytes(bytes)
        .setSha256(ByteBuffer.wrap(sha256))
        .setSealedWith(key);
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      Files.deleteIfExists(file);
    }
  }
}
