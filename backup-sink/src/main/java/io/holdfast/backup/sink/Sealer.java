package io.holdfast.backup.sink;

import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.seal.Keyset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes of content what a chain's stores will hold: encrypted where there are keys, and hashed. */
record Sealer(Optional<Keyset> keys, String chainDirectory, Path spool) {

  Sealed seal(Path content) throws IOException {
    if (keys.isEmpty()) {
      return hashed(content, false, 0);
    }
    Path sealed = Files.createTempFile(spool, "sealed-", ".enc");
    try {
      keys.get().seal(content, sealed, chainDirectory);
      return hashed(sealed, true, keys.get().sealingKey());
    } catch (IOException e) {
      Files.deleteIfExists(sealed);
      throw e;
    }
  }

  /** What stays readable for whoever verifies without a key. */
  static Sealed plain(Path file) throws IOException {
    return hashed(file, false, 0);
  }

  private static Sealed hashed(Path file, boolean temporary, long key) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new Sealed(file, temporary, Files.size(file), Sha256.of(in), key);
    }
  }
}
