package io.holdfast.backup.base;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** One object of a table's text: a zstandard frame with a checksum. */
final class PieceWriter implements AutoCloseable {

  private static final int FILE_BUFFER = 1 << 16;

  /** A block of zstandard: to compress row by row costs a call out of Java for each. */
  private static final int BLOCK = 1 << 17;

  private final Path file;
  private final OutputStream out;
  private long plainBytes;
  private long rows;

  PieceWriter(Path spool, int level) throws IOException {
    file = Files.createTempFile(spool, "piece-", ".zst");
    out =
        new BufferedOutputStream(
            new ZstdOutputStream(new BufferedOutputStream(Files.newOutputStream(file), FILE_BUFFER))
                .setLevel(level)
                .setChecksum(true),
            BLOCK);
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

  @Override
  public void close() throws IOException {
    out.close();
  }
}
