package io.holdfast.backup.restore;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.Chains;
import io.holdfast.backup.chain.DamagedChainException;
import io.holdfast.backup.chain.SmallChain;
import io.holdfast.backup.chain.StoredChain;
import io.holdfast.backup.domain.Records;
import io.holdfast.backup.store.FileStore;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Begin;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks are read by several threads, and taken in the order of the segment. */
class SegmentsAheadTest {

  private static final int BLOCKS = 200;

  @TempDir Path directory;

  @Test
  void recordsAreTakenInOrder() throws Exception {
    StoredChain chain = chain(segment(0), segment(1), segment(2));

    List<Long> taken = new ArrayList<>();
    try (SegmentsAhead ahead = ahead(chain)) {
      for (int segment = 0; segment < 3; segment++) {
        ahead.next(record -> taken.add(((Begin) record).getXid()));
      }
    }

    assertThat(taken).isEqualTo(IntStream.range(0, 3 * BLOCKS).mapToObj(Long::valueOf).toList());
    assertNoThreadIsLeft();
  }

  @Test
  void aSegmentThatIsLostIsToldWhenItIsTaken() throws Exception {
    StoredChain chain = chain(segment(0), segment(1));
    Manifest second = segments(chain).get(1);
    Files.delete(objectOf(second));

    List<Object> taken = new ArrayList<>();
    try (SegmentsAhead ahead = ahead(chain)) {
      ahead.next(taken::add);
      assertThatThrownBy(() -> ahead.next(taken::add)).isInstanceOf(DamagedChainException.class);
    }

    assertThat(taken).hasSize(BLOCKS);
    assertNoThreadIsLeft();
  }

  @Test
  void whoeverWantsNoMoreLeavesNoThread() throws Exception {
    StoredChain chain = chain(segment(0), segment(1));

    ahead(chain).close();
    assertNoThreadIsLeft();

    try (SegmentsAhead ahead = ahead(chain)) {
      ahead.next(record -> {});
    }
    assertNoThreadIsLeft();
  }

  private static List<Begin> segment(int number) {
    return IntStream.range(number * BLOCKS, (number + 1) * BLOCKS)
        .mapToObj(xid -> Records.begin(1, xid, 100 + xid))
        .toList();
  }

  @SafeVarargs
  private StoredChain chain(List<Begin>... segments) throws IOException {
    ObjectStore store = store();
    store.prepare();
    SmallChain written = new SmallChain(List.of(store));
    for (List<Begin> segment : segments) {
      written.segmentOfBlocks(segment);
    }
    return chains().open(Optional.empty());
  }

  private ObjectStore store() {
    return new FileStore("a", directory.resolve("a"));
  }

  private Chains chains() {
    return new Chains(SmallChain.DATABASE, List.of(store()), Optional.empty());
  }

  private SegmentsAhead ahead(StoredChain chain) {
    return new SegmentsAhead(segments(chain), chains().objects(chain, directory.resolve("spool")));
  }

  private static List<Manifest> segments(StoredChain chain) {
    return chain.manifests().stream()
        .filter(manifest -> manifest.getKind() == ManifestKind.SEGMENT)
        .toList();
  }

  private Path objectOf(Manifest segment) {
    return directory
        .resolve("a")
        .resolve(SmallChain.DATABASE)
        .resolve(SmallChain.ID)
        .resolve(segment.getObjects().get(0).getName());
  }

  private static void assertNoThreadIsLeft() {
    await()
        .atMost(10, SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("segment")));
  }
}
