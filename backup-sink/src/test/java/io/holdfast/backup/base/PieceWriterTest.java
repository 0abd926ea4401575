package io.holdfast.backup.base;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import io.holdfast.backup.format.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PieceWriterTest {

  private static final List<String> ROWS = List.of("1\tone, ü\n", "2\t\\N\n");

  @TempDir Path spool;

  @Test
  void aPieceOfTheFirstVersionIsReadAndWrittenByteForByte() throws IOException {
    PieceWriter piece = new PieceWriter(spool, 3);
    try (piece) {
      for (String row : ROWS) {
        piece.row(row.getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] written = Files.readAllBytes(piece.file());
    byte[] golden = Golden.file("piece-1.copy.zst", written);

    assertThat(text(golden)).isEqualTo(String.join("", ROWS));
    assertThat(written).isEqualTo(golden);
    assertThat(piece.rows()).isEqualTo(2);
  }

  private static String text(byte[] piece) throws IOException {
    try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(piece))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
