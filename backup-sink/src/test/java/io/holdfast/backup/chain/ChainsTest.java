package io.holdfast.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.format.Layout;
import io.holdfast.backup.store.FileStore;
import io.holdfast.backup.store.MemoryStore;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import java.io.IOException;
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
}
