package io.holdfast.backup.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values of every kind of byte, at every place in eight, beside the same done byte by byte. */
class LineWriterTest {

  private static final String LETTERS = "\\\t\n\r\b\f\u000b\u0001 ~aäß漢\ud83d\ude00\u007f\u0080ÿ";

  @Test
  void valuesAreEscapedAsByteByByte() {
    LineWriter line = new LineWriter();
    for (long seed = 1; seed <= 2000; seed++) {
      Random random = new Random(seed);
      String one = text(random);
      String other = text(random);
      value(line, one);
      value(line, other);
      byte[] whole = line.end();

      assertThat(CopyText.text(whole))
          .as("seed %d", seed)
          .isEqualTo(escaped(one) + "\t" + escaped(other));
      assertThat(CopyText.values(whole)).as("seed %d", seed).containsExactly(one, other);
      assertThat(ByteSearch.indexOf((byte) '\t', whole, 0, whole.length))
          .as("seed %d", seed)
          .isEqualTo(CopyText.bytes(escaped(one)).length);
    }
  }

  private static void value(LineWriter line, String text) {
    line.value(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int plain = random.nextInt(20);
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(
          random.nextInt(20) < plain ? 'a' : LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString().replaceAll("[\ud800-\udfff]", "\ud83d\ude00");
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\b", "\\b")
        .replace("\f", "\\f")
        .replace("\u000b", "\\v");
  }
}
