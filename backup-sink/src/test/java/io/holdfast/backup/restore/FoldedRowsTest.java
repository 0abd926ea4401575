package io.holdfast.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.fold.RowStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On disk or in memory, a store is a map. */
class FoldedRowsTest {

  @TempDir Path spool;

  @Test
  void whateverIsDoneAStoreOnDiskIsWhatAMapWouldBe() throws IOException {
    for (long seed = 1; seed <= 4; seed++) {
      Random random = new Random(seed);
      try (FoldedRows rows = FoldedRows.in(spool, 200, 5000, 40 * seed, 900 * (seed - 1))) {
        RowStore one = rows.open("one");
        RowStore other = rows.open("other");
        Map<String, String> expected = new TreeMap<>();
        for (int step = 0; step < 20_000; step++) {
          rows.tidy();
          String name = "k" + random.nextInt(60) + "ü\t";
          byte[] key = CopyText.bytes(name);
          other.put(key, CopyText.bytes("of the other"));
          switch (random.nextInt(40)) {
            case 0 -> {
              one.clear();
              expected.clear();
            }
            case 1, 2, 3, 4, 5, 6, 7, 8 ->
                assertThat(text(one.remove(key))).isEqualTo(expected.remove(name));
            default -> {
              assertThat(text(one.get(key))).isEqualTo(expected.get(name));
              one.put(key, CopyText.bytes("text " + step));
              expected.put(name, "text " + step);
            }
          }
        }
        Map<String, String> found = new TreeMap<>();
        one.forEach((key, bytes) -> found.put(text(key), text(bytes)));
        assertThat(found).as("seed %d", seed).isEqualTo(expected);
        assertThat(one.size()).isEqualTo(expected.size());
        assertThat(one.isEmpty()).isEqualTo(expected.isEmpty());
        assertThat(rows.hasSpilled()).isTrue();
      }
      assertThat(spool).isEmptyDirectory();
    }
  }

  @Test
  void fewChangesNeverTouchTheDisk() throws IOException {
    try (FoldedRows rows = FoldedRows.in(spool)) {
      rows.open("one").put(CopyText.bytes("k"), CopyText.bytes("v"));
      assertThat(rows.hasSpilled()).isFalse();
      assertThat(spool).isEmptyDirectory();
    }
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : CopyText.text(bytes);
  }
}
