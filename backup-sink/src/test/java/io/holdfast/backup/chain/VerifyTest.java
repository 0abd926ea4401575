package io.holdfast.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.format.IndexFile;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.backup.store.FileStore;
import io.holdfast.backup.store.MemoryStore;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.ObjectKind;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to an object, it is found, and the object is named. */
class VerifyTest {

  /**
   * Every so manieth byte here; each one with `-Pfaults`. A prime, so that over runs of other
   * lengths no place is always left out.
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
    chain = SmallChain.ofEveryKind(List.of(a, b), Keyset.create(), directory);
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

  /** In order; the checkpoint is the third, the end the fifth. */
  private List<Path> manifests() throws IOException {
    return objects().stream().filter(path -> path.toString().contains("/manifests/")).toList();
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
  void everyKindOfObjectIsThere() throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (Path manifest : manifests()) {
      manifests.add(ManifestFile.read(Files.readAllBytes(manifest)).manifest());
    }
    List<StoredObject> objects =
        manifests.stream().flatMap(manifest -> manifest.getObjects().stream()).toList();

    assertThat(manifests).extracting(Manifest::getKind).contains(ManifestKind.values());
    assertThat(objects).extracting(StoredObject::getKind).contains(ObjectKind.values());
    assertThat(objects).anyMatch(object -> object.getSealedWith() != 0);
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
    Path end = manifests().get(4);
    for (Path object : objects()) {
      Path away = Files.move(object, directory.resolve("away"));
      assertThat(verify(a, b).findings())
          .as(nameOf(object))
          .allSatisfy(finding -> assertThat(finding.store()).isEqualTo("a"))
          .extracting(Finding::object)
          .contains(object.equals(end) ? "" : nameOf(object));
      Files.move(away, object);
    }
    assertThat(verify(a, b).isWhole()).isTrue();
  }

  @Test
  void theEndThatWasCutOffIsFoundGivenWhatKafkaDecided() throws IOException {
    Files.delete(manifests().get(4));
    Chains chains = new Chains(SmallChain.DATABASE, List.of(a), Optional.empty());

    assertThat(new Verify(chains).run(Optional.empty(), Optional.empty()).isWhole()).isTrue();
    assertThat(new Verify(chains).run(Optional.empty(), Optional.of(chain.newest())).findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.sentence()).isEqualTo("ends at manifest 4, but the chain at 5"));
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
    Files.writeString(manifests().get(0).resolveSibling(".nfs0001"), "x");

    assertThat(verify(a).findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.sentence()).isEqualTo("does not belong here"));
    assertThat(
            new Chains(SmallChain.DATABASE, List.of(a), Optional.empty())
                .open(Optional.empty())
                .manifests())
        .hasSize(5);
  }

  /** It is whole, of its chain and its place, and follows the one before: one thing is wrong. */
  @Test
  void aManifestOfAnotherHistoryIsFoundByTheLinkAlone() throws IOException {
    Path fourth = manifests().get(3);
    Manifest other = ManifestFile.read(Files.readAllBytes(fourth)).manifest();
    other.setCreatedAtMicros(77);
    Files.write(fourth, ManifestFile.of(other).bytes());

    assertThat(verify(a).findings())
        .containsExactly(
            new Finding(
                "a",
                Layout.manifest(5),
                "does not follow the manifest before it: one of the two is not the chain's"));
    assertThat(
            new Chains(SmallChain.DATABASE, List.of(a), Optional.empty())
                .open(Optional.empty())
                .damage())
        .isEqualTo(
            "manifest 5 of chain %s in store a does not follow the one before it"
                .formatted(SmallChain.ID));
  }

  /** It is a good segment, and lies where one was: its hash alone tells that it is not that one. */
  @Test
  void anObjectThatIsNotTheOneThatWasKeptIsFoundByItsHashAlone() throws IOException {
    List<Path> segments =
        objects().stream().filter(path -> path.toString().contains("/segments/")).toList();
    Files.copy(segments.get(0), segments.get(1), StandardCopyOption.REPLACE_EXISTING);

    assertThat(verify(a).findings())
        .containsExactly(
            new Finding(
                "a", nameOf(segments.get(1)), "is damaged: its hash is not the manifest's"));
  }

  /** It holds the same manifests, but not compressed. */
  @Test
  void anIndexThatIsNotTheOneThatWasKeptIsFoundByItsHashAlone() throws IOException {
    Path index =
        objects().stream().filter(path -> path.toString().contains("/index/")).findFirst().get();
    List<byte[]> indexed = IndexFile.read(Files.readAllBytes(index));
    Schema schema = Schema.create(Schema.Type.BYTES);
    try (DataFileWriter<ByteBuffer> writer =
        new DataFileWriter<ByteBuffer>(new GenericDatumWriter<>(schema))
            .create(schema, index.toFile())) {
      for (byte[] manifest : indexed) {
        writer.append(ByteBuffer.wrap(manifest));
      }
    }

    assertThat(verify(a).findings())
        .containsExactly(
            new Finding("a", nameOf(index), "is damaged: its hash is not the manifest's"));
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
