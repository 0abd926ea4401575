package io.holdfast.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.domain.CopyText;
import io.holdfast.backup.domain.fold.RowStore;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
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
      FoldMemory memory = new FoldMemory(200, 900 * (seed - 1));
      try (FoldedRows rows = FoldedRows.in(spool, 5000, 40 * seed, memory)) {
        RowStore one = rows.open("one");
        RowStore other = rows.open("other");
        Map<String, String> expected = new TreeMap<>();
        for (int step = 0; step < 20_000; step++) {
          rows.tidy();
          String name = "k" + random.nextInt(60) + "ü\t";
          byte[] key = CopyText.bytes(name);
          other.put(key, RowStore.Kept.of(CopyText.bytes("of the other")));
          switch (random.nextInt(40)) {
            case 0 -> {
              one.clear();
              expected.clear();
            }
            case 1, 2, 3, 4, 5, 6, 7, 8 ->
                assertThat(text(one.remove(key))).isEqualTo(expected.remove(name));
            default -> {
              assertThat(text(one.get(key))).isEqualTo(expected.get(name));
              one.put(key, new RowStore.Kept(note(step), CopyText.bytes("text " + step)));
              expected.put(name, text(note(step)) + ":text " + step);
            }
          }
        }
        Map<String, String> found = new TreeMap<>();
        one.forEach((key, kept) -> found.put(text(key), text(kept)));
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
    try (FoldedRows rows = FoldedRows.in(spool, FoldMemory.ofThisProcess())) {
      rows.open("one").put(CopyText.bytes("k"), RowStore.Kept.of(CopyText.bytes("v")));
      assertThat(rows.hasSpilled()).isFalse();
      assertThat(spool).isEmptyDirectory();
    }
  }

  @Test
  void whatOneFoldGivesBackServesTheNext() throws IOException {
    FoldMemory memory = new FoldMemory(1000, 2000);
    for (int fold = 0; fold < 3; fold++) {
      try (FoldedRows rows = FoldedRows.in(spool, 5000, 40, memory)) {
        RowStore one = rows.open("one");
        fill(one, 15);
        assertThat(rows.hasSpilled()).as("fold %d", fold).isFalse();
        assertThat(text(one.get(key(0)))).isEqualTo(":" + "v".repeat(100));
        fill(one, 45);
        assertThat(rows.hasSpilled()).as("fold %d", fold).isTrue();
      }
    }
  }

  /** Where the JVM has no more memory beside the heap, everything that reads and writes fails. */
  @Test
  void writingTakesLittleMemoryBesideTheHeap() throws IOException {
    int chunk = 4 << 20;
    long before = besideTheHeap();
    try (FoldedRows rows = FoldedRows.in(spool, Long.MAX_VALUE, 40, new FoldMemory(chunk, 0))) {
      fill(rows.open("one"), 3 * chunk / 100);
      assertThat(rows.hasSpilled()).isTrue();
      assertThat(besideTheHeap() - before).isLessThan(1 << 20);
    }
  }

  private static long besideTheHeap() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static void fill(RowStore rows, int count) {
    for (int i = 0; i < count; i++) {
      rows.put(key(i), RowStore.Kept.of(CopyText.bytes("v".repeat(100))));
    }
  }

  private static byte[] key(int number) {
    return CopyText.bytes("k" + number);
  }

  private static byte[] note(int step) {
    return CopyText.bytes("n".repeat(step % 3));
  }

  private static String text(RowStore.Kept kept) {
    return kept == null ? null : text(kept.note()) + ":" + text(kept.text());
  }

  private static String text(byte[] bytes) {
    return CopyText.text(bytes);
  }
}
