package io.holdfast.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.store.FileStore;
import io.holdfast.backup.store.MemoryStore;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to an object, it is found, and the object is named. */
class VerifyTest {

  /**
   * Every so manieth byte here; each one with `-Dverify.stride=1`, as the suite of faults does. A
   * prime, so that over runs of other lengths no place is always left out.
   */
  private static final int STRIDE = Integer.getInteger("verify.stride", 251);

  @TempDir Path directory;
  private ObjectStore a;
  private ObjectStore b;
  private SmallChain chain;

  @BeforeEach
  void write() throws IOException {
    a = store("a");
    b = store("b");
    chain = new SmallChain(List.of(a, b)).segment().segment();
  }

  private ObjectStore store(String name) throws IOException {
    ObjectStore store = new FileStore(name, directory.resolve(name));
    store.prepare();
    return store;
  }

  private Verification verify(ObjectStore... stores) throws IOException {
    return new Verify(new Chains(SmallChain.DATABASE, List.of(stores), Optional.empty()))
        .run(Optional.empty(), Optional.empty());
  }

  private List<Path> objects() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("a").resolve(SmallChain.DATABASE))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private String nameOf(Path object) {
    return directory
        .resolve("a")
        .resolve(SmallChain.DATABASE)
        .resolve(SmallChain.ID)
        .relativize(object)
        .toString();
  }

  @Test
  void aWholeChainIsWhole() throws IOException {
    Verification verification = verify(a);

    assertThat(verification.findings()).isEmpty();
    assertThat(verification.objects()).isEqualTo(objects().size());
  }

  @Test
  void everyFlippedByteIsFoundAndItsObjectNamed() throws IOException {
    long all = 0;
    for (Path object : objects()) {
      byte[] content = Files.readAllBytes(object);
      all += content.length;
      for (int at = 0; at < content.length; at += STRIDE) {
        byte[] flipped = content.clone();
        flipped[at] ^= (byte) (1 << at % 8);
        Files.write(object, flipped);
        assertThat(verify(a).findings())
            .as("byte %d of %s", at, nameOf(object))
            .extracting(Finding::object)
            .contains(nameOf(object));
      }
      Files.write(object, content);
    }
    assertThat(all).isLessThanOrEqualTo(64 << 10);
    assertThat(verify(a).isWhole()).isTrue();
  }

  @Test
  void everyCutIsFound() throws IOException {
    for (Path object : objects()) {
      byte[] content = Files.readAllBytes(object);
      for (int length : new int[] {0, 1, content.length / 2, content.length - 1}) {
        Files.write(object, Arrays.copyOf(content, length));
        assertThat(verify(a).findings())
            .as("%s cut to %d bytes", nameOf(object), length)
            .extracting(Finding::object)
            .contains(nameOf(object));
      }
      Files.write(object, content);
    }
  }

  @Test
  void everyDeletedObjectIsFoundButTheEndWhichASecondStoreTells() throws IOException {
    List<Path> objects = objects();
    for (Path object : objects) {
      Path away = Files.move(object, directory.resolve("away"));
      assertThat(verify(a, b).findings())
          .as(nameOf(object))
          .isNotEmpty()
          .allSatisfy(finding -> assertThat(finding.store()).isEqualTo("a"));
      Files.move(away, object);
    }
    assertThat(verify(a, b).isWhole()).isTrue();
  }

  @Test
  void theEndThatWasCutOffIsFoundGivenWhatKafkaDecided() throws IOException {
    List<Path> manifests =
        objects().stream().filter(path -> path.toString().contains("/manifests/")).toList();
    Files.delete(manifests.get(2));
    Chains chains = new Chains(SmallChain.DATABASE, List.of(a), Optional.empty());

    assertThat(new Verify(chains).run(Optional.empty(), Optional.empty()).isWhole()).isTrue();
    assertThat(new Verify(chains).run(Optional.empty(), Optional.of(chain.newest())).findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.sentence()).isEqualTo("ends at manifest 2, but the chain at 3"));
  }

  @Test
  void objectsThatWereSwappedAreFound() throws IOException {
    List<Path> objects = objects();
    for (Path one : objects) {
      for (Path other : objects) {
        if (one.compareTo(other) < 0) {
          swap(one, other);
          assertThat(verify(a).findings())
              .as("%s and %s", nameOf(one), nameOf(other))
              .extracting(Finding::object)
              .containsAnyOf(nameOf(one), nameOf(other));
          swap(one, other);
        }
      }
    }
  }

  private void swap(Path one, Path other) throws IOException {
    Path away = directory.resolve("away");
    Files.move(one, away);
    Files.move(other, one);
    Files.move(away, other, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aStrayFileIsNamedAndStopsNothing() throws IOException {
    Files.writeString(objects().get(0).resolveSibling(".nfs0001"), "x");

    assertThat(verify(a).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.sentence()).isEqualTo("does not belong here"));
    assertThat(
            new Chains(SmallChain.DATABASE, List.of(a), Optional.empty())
                .open(Optional.empty())
                .manifests())
        .hasSize(3);
  }

  /** The first of two stores is read before the second, and a running chain grows meanwhile. */
  @Test
  void whatIsWrittenMeanwhileIsNotMissing() throws IOException {
    MemoryStore first = new MemoryStore("a");
    MemoryStore second = new MemoryStore("b");
    SmallChain running = new SmallChain(List.of(first, second));
    running.segment();
    second.beforeNextList(running::segment);

    assertThat(verify(first, second).findings()).isEmpty();
  }

  @Test
  void aChainThatKafkaDecidedAndNoStoreHoldsIsMissed() throws IOException {
    Manifest later =
        Manifest.newBuilder(chain.newest().manifest())
            .setChain("20991231T000000Z-00000000")
            .build();

    assertThat(
            new Verify(new Chains(SmallChain.DATABASE, List.of(a), Optional.empty()))
                .run(Optional.empty(), Optional.of(ManifestFile.of(later)))
                .findings())
        .containsExactly(
            new Finding(
                "kafka", "", "decided chain 20991231T000000Z-00000000, which no store holds"));
  }
}
