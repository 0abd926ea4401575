package io.holdfast.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.store.FileStore;
import io.holdfast.backup.store.MemoryStore;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChainsTest {

  @TempDir Path directory;
  private Chains chains;

  @BeforeEach
  void twoChains() throws IOException {
    ObjectStore store = new FileStore("a", directory);
    store.prepare();
    chains = new Chains("orders", List.of(store), Optional.empty());
    for (String id : List.of("20260101T000000Z", "20260102T000000Z")) {
      store.put(Layout.chain("orders", id) + Layout.manifest(1), new byte[] {1});
    }
  }

  @Test
  void theNewestIsMeantWhereNoneIsNamed() throws IOException {
    assertThat(chains.find(Optional.empty())).isEqualTo("20260102T000000Z");
  }

  @Test
  void theBeginningOfAnIdIsEnoughWhereOnlyOneBeginsSo() throws IOException {
    assertThat(chains.find(Optional.of("20260101"))).isEqualTo("20260101T000000Z");
  }

  @Test
  void whatNoneOrSeveralBeginWithIsRefusedWithTheIdsThatThereAre() {
    assertThatThrownBy(() -> chains.find(Optional.of("2026")))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage(
            "2026 begins 2 chains of orders; there are: 20260101T000000Z, 20260102T000000Z");
    assertThatThrownBy(() -> chains.find(Optional.of("1999"))).hasMessageContaining("0 chains");
  }

  private final MemoryStore a = new MemoryStore("a");
  private final MemoryStore b = new MemoryStore("b");

  /** Five manifests in two stores. */
  private Chains both() throws IOException {
    SmallChain chain = new SmallChain(List.of(a, b));
    for (int i = 0; i < 4; i++) {
      chain.segment();
    }
    return new Chains(SmallChain.DATABASE, List.of(a, b), Optional.empty());
  }

  private static String manifest(long number) {
    return Layout.chain(SmallChain.DATABASE, SmallChain.ID) + Layout.manifest(number);
  }

  @Test
  void whatOneStoreLacksIsReadFromTheOther() throws IOException {
    Chains two = both();
    a.objects().remove(manifest(2));
    b.objects().remove(manifest(4));

    StoredChain chain = two.open(Optional.empty());

    assertThat(chain.damage()).isEmpty();
    assertThat(chain.manifests().stream().map(Manifest::getNumber))
        .containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aStoreThatIsBehindDoesNotHideThatTheOtherIsDamaged() throws IOException {
    Chains two = both();
    a.objects().put(manifest(4), new byte[] {1});
    b.objects().remove(manifest(3));
    b.objects().remove(manifest(4));
    b.objects().remove(manifest(5));

    StoredChain chain = two.open(Optional.empty());

    assertThat(chain.damage()).contains("manifest 4").contains("store a is damaged");
    assertThat(chain.newest().getNumber()).isEqualTo(3);
  }

  @Test
  void whatIsMissingInOneAndDamagedInTheOtherIsLost() throws IOException {
    Chains two = both();
    a.objects().remove(manifest(3));
    b.objects().put(manifest(3), new byte[] {1});

    StoredChain chain = two.open(Optional.empty());

    assertThat(chain.damage()).isEqualTo("chain " + SmallChain.ID + " in store a lacks manifest 3");
    assertThat(chain.newest().getNumber()).isEqualTo(2);
  }

  @Test
  void aStoreThatStopsAnsweringWhileAChainIsReadIsDoneWithout() throws IOException {
    Chains two = both();
    StoredChain chain = two.open(Optional.empty());

    b.is(MemoryStore.Mood.AWAY);

    assertThat(chain.manifests().stream().map(Manifest::getNumber))
        .containsExactly(1L, 2L, 3L, 4L, 5L);
  }

  @Test
  void aStoreThatDoesNotAnswerIsNamed() throws IOException {
    Chains two = both();
    b.objects().remove(manifest(5));
    a.is(MemoryStore.Mood.AWAY);

    StoredChain chain = two.open(Optional.empty());

    assertThat(chain.newest().getNumber()).isEqualTo(4);
    assertThat(chain.silent()).containsExactly(Map.entry("a", "away"));
    b.is(MemoryStore.Mood.AWAY);
    assertThatThrownBy(() -> two.open(Optional.empty()))
        .isInstanceOf(SilentStoreException.class)
        .hasMessageContaining("a=away, b=away");
    b.is(MemoryStore.Mood.WELL);
    assertThatThrownBy(() -> two.open(Optional.of("1999")))
        .isInstanceOf(SilentStoreException.class)
        .hasMessageStartingWith("no store that answers holds a chain 1999 of orders, and these");
  }

  @Test
  void aDamagedObjectIsReadFromTheOtherStoreAndRefusedWhereBothAreDamaged() throws IOException {
    Chains two = both();
    StoredChain chain = two.open(Optional.empty());
    StoredObject object = chain.newest().getObjects().get(0);
    String name = Layout.chain(SmallChain.DATABASE, SmallChain.ID) + object.getName();
    byte[] good = a.objects().get(name);
    byte[] damaged = good.clone();
    damaged[good.length / 2] ^= 1;
    ChainObjects objects = two.objects(chain, directory.resolve("spool"));

    a.objects().put(name, damaged);
    assertThat(objects.read(object)).isEqualTo(good);

    b.objects().put(name, damaged);
    assertThatThrownBy(() -> objects.read(object))
        .isInstanceOf(DamagedChainException.class)
        .hasMessage(
            "no store has a good copy of %s (a: other bytes than the manifest says; b: other bytes than the manifest says)"
                .formatted(object.getName()));
  }

  /** Kafka has lost what it decided; one store is behind, one is damaged, one was not mounted. */
  @Test
  void theTailIsOfTheStoreWhereTheNewestChainIsGoodTheLongest() throws IOException {
    ObjectStore behind = fileStore("behind");
    ObjectStore damaged = fileStore("damaged");
    ObjectStore older = fileStore("older");
    SmallChain before =
        new SmallChain("20260101T000000Z-00000001", List.of(behind, damaged, older));
    for (int i = 0; i < 8; i++) {
      before.segment();
    }
    new SmallChain(List.of(behind, damaged)).segment().segment().segment().segment();
    delete("behind", 3);
    delete("behind", 4);
    delete("behind", 5);
    Path newest = directory.resolve("damaged").resolve(manifest(5));
    byte[] content = Files.readAllBytes(newest);
    content[content.length - 1] ^= 1;
    Files.write(newest, content);

    for (List<ObjectStore> stores :
        List.of(
            List.of(behind, damaged, older),
            List.of(damaged, older, behind),
            List.of(older, behind, damaged))) {
      List<ManifestFile> tail = new Chains(SmallChain.DATABASE, stores, Optional.empty()).tail();

      assertThat(tail)
          .extracting(file -> file.manifest().getChain() + " " + file.manifest().getNumber())
          .containsExactly(
              SmallChain.ID + " 1",
              SmallChain.ID + " 2",
              SmallChain.ID + " 3",
              SmallChain.ID + " 4");
      assertThat(tail.get(3).bytes()).isEqualTo(damaged.read(manifest(4)));
    }
  }

  @Test
  void aStoreThatDoesNotAnswerLeavesTheTailToTheOthers() throws IOException {
    Chains two = both();
    b.objects().remove(manifest(5));
    a.is(MemoryStore.Mood.AWAY);

    assertThat(two.tail()).extracting(file -> file.manifest().getNumber()).endsWith(3L, 4L);
    b.is(MemoryStore.Mood.AWAY);
    assertThatThrownBy(two::tail).isInstanceOf(IOException.class);
  }

  /** A chain that was whole before is over: its end is not what Kafka decided last. */
  @Test
  void whereNoStoreHoldsTheNewestChainsBaseThereIsNoTail() throws IOException {
    new SmallChain("20260101T000000Z-00000001", List.of(a)).segment();
    new SmallChain(List.of(a)).segment();
    a.objects().put(manifest(1), new byte[] {1});

    assertThat(new Chains(SmallChain.DATABASE, List.of(a), Optional.empty()).tail()).isEmpty();
  }

  private ObjectStore fileStore(String name) throws IOException {
    ObjectStore store = new FileStore(name, directory.resolve(name));
    store.prepare();
    return store;
  }

  private void delete(String store, long number) throws IOException {
    Files.delete(directory.resolve(store).resolve(manifest(number)));
  }
}
