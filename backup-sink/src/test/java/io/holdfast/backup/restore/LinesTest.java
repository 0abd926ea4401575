package io.holdfast.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.format.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * However a text arrives and however long its fields are, its lines are those that were written.
 */
class LinesTest {

  @TempDir Path spool;

  @Test
  void everyFieldIsInItsLineOrAside() throws IOException {
    for (long seed = 1; seed <= 20; seed++) {
      Random random = new Random(seed);
      List<String> written = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        written.add(field(random) + "\t" + field(random) + "\t" + field(random));
      }
      written.add("");
      byte[] text = CopyText.bytes(String.join("\n", written) + "\n");
      try (Lines lines =
          new Lines(
              seed % 2 == 0 ? trickling(text, random) : new ByteArrayInputStream(text), spool)) {
        for (String line : written) {
          byte[] read = lines.next();
          List<String> fields = CopyText.fields(line);
          List<String> found = CopyText.fields(CopyText.text(read));
          assertThat(found).as("seed %d", seed).hasSameSizeAs(fields);
          for (int i = 0; i < fields.size(); i++) {
            assertThat(content(lines, found.get(i))).isEqualTo(fields.get(i));
          }
        }
        assertThat(lines.next()).isNull();
      }
      assertThat(spool).isEmptyDirectory();
    }
  }

  @Test
  void aTextThatEndsWithinALineIsRefused() throws IOException {
    for (int length : new int[] {3, 3 * CopyText.LONGEST}) {
      InputStream text = new ByteArrayInputStream(CopyText.bytes("a\n" + "b".repeat(length)));
      try (Lines lines = new Lines(text, spool)) {
        assertThat(lines.next()).isEqualTo(CopyText.bytes("a"));
        assertThatThrownBy(lines::next).isInstanceOf(IOException.class);
      }
    }
  }

  private static String field(Random random) {
    int length =
        random.nextInt(12) > 0
            ? random.nextInt(100)
            : CopyText.LONGEST - 2 + random.nextInt(5) + random.nextInt(2) * 200_000;
    return String.valueOf((char) ('a' + random.nextInt(26))).repeat(length);
  }

  private static String content(Lines lines, String field) throws IOException {
    byte[] bytes = CopyText.bytes(field);
    if (!CopyText.isReference(bytes, 0)) {
      assertThat(bytes.length).isLessThanOrEqualTo(CopyText.LONGEST);
      return field;
    }
    byte[] content =
        LongTextFile.open(List.of(lines.aside()), CopyText.aside(bytes, 0)).readAllBytes();
    assertThat(Sha256.hex(Sha256.of(content))).isEqualTo(field.substring(2));
    assertThat(content.length).isGreaterThan(CopyText.LONGEST);
    return CopyText.text(content);
  }

  private static InputStream trickling(byte[] text, Random random) {
    return new ByteArrayInputStream(text) {
      @Override
      public synchronized int read(byte[] bytes, int from, int count) {
        return super.read(bytes, from, Math.min(count, 1 + random.nextInt(50_000)));
      }
    };
  }
}
