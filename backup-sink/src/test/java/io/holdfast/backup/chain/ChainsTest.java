package io.holdfast.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.backup.format.Layout;
import io.holdfast.backup.store.FileStore;
import io.holdfast.backup.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
        .isInstanceOf(DamagedChainException.class)
        .hasMessage(
            "2026 begins 2 chains of orders; there are: 20260101T000000Z, 20260102T000000Z");
    assertThatThrownBy(() -> chains.find(Optional.of("1999"))).hasMessageContaining("0 chains");
  }
}
