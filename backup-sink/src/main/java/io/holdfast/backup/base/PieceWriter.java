package io.holdfast.backup.base;

import com.github.luben.zstd.ZstdOutputStream;
import io.holdfast.backup.format.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;

/** One object of a table's text: a zstandard frame with a checksum. */
final class PieceWriter implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final MessageDigest digest = Sha256.digest();
  private final OutputStream out;
  private long plainBytes;
  private long rows;

  PieceWriter(Path spool, int level) throws IOException {
    file = Files.createTempFile(spool, "piece-", ".zst");
    OutputStream hashed =
        new DigestOutputStream(
            new BufferedOutputStream(Files.newOutputStream(file), BUFFER), digest);
    out = new ZstdOutputStream(hashed).setLevel(level).setChecksum(true);
  }

  /** Takes a whole row with its newline. */
  void row(byte[] row) throws IOException {
    out.write(row);
    plainBytes += row.length;
    rows++;
  }

  long plainBytes() {
    return plainBytes;
  }

  long rows() {
    return rows;
  }

  Path file() {
    return file;
  }

  /** Hash of the file; complete after {@link #close}. */
  byte[] sha256() {
    return digest.digest();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
