package io.holdfast.backup.domain.fold;

import io.holdfast.backup.domain.LongText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Stores in memory; of what goes aside only the hash is kept. */
final class MemoryRowStores implements RowStore.Factory {

  @Override
  public RowStore open(String name) {
    return new MemoryRowStore();
  }

  @Override
  public LongTexts longTexts() {
    return Hashed::new;
  }

  private static final class Hashed implements LongTexts.Writer {

    private final MessageDigest digest;

    Hashed() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException everyJavaPlatformHasIt) {
        throw new IllegalStateException(everyJavaPlatformHasIt);
      }
    }

    @Override
    public void append(byte[] bytes, int from, int length) {
      digest.update(bytes, from, length);
    }

    @Override
    public LongText end() {
      return new LongText(HexFormat.of().formatHex(digest.digest()));
    }
  }
}
