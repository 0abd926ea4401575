package io.holdfast.backup.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.format.Layout;
import io.holdfast.backup.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain of thousands of manifests costs a few objects to open. */
class CheckpointTest {

  private static final long NEWEST = 2003;

  private static final MemoryStore WRITTEN = new MemoryStore("a");
  private final MemoryStore store = new MemoryStore("a");

  @BeforeAll
  static void write(@TempDir Path directory) throws IOException {
    new SmallChain(List.of(WRITTEN)).upTo(NEWEST, directory);
  }

  @BeforeEach
  void copy() {
    store.objects().putAll(WRITTEN.objects());
  }

  private StoredChain open() throws IOException {
    return new Chains(SmallChain.DATABASE, List.of(store), Optional.empty()).open(Optional.empty());
  }

  @Test
  void aLongChainIsOpenedByItsIndexes() throws IOException {
    StoredChain chain = open();

    assertThat(store.opened()).as("objects read").isLessThan(10);
    assertThat(chain.manifests()).hasSize((int) NEWEST);
    assertThat(chain.transactions()).isEqualTo(NEWEST - 3);
  }

  @Test
  void whereAnIndexIsDamagedTheManifestsAreReadOneByOne() throws IOException {
    String index = nth("/index/", 0);
    byte[] content = store.objects().get(index).clone();
    content[content.length / 2] ^= 1;
    store.objects().put(index, content);

    assertThat(open().manifests()).hasSize((int) NEWEST);
    assertThat(verify())
        .singleElement()
        .satisfies(finding -> assertThat(finding.object()).startsWith("index/"));
  }

  @Test
  void aManifestThatIsMissingIsFoundThoughAnIndexHasIt() throws IOException {
    store.objects().remove(nth("/manifests/", 700));

    assertThat(open().manifests()).hasSize((int) NEWEST);
    assertThat(verify())
        .anySatisfy(finding -> assertThat(finding.object()).isEqualTo(Layout.manifest(701)));
  }

  @Test
  void whereOneIsLostTheChainIsReadUpToThere() throws IOException {
    store.objects().remove(nth("/index/", 1));
    store.objects().remove(nth("/manifests/", 1500));

    StoredChain chain = open();
    assertThat(chain.manifests()).hasSize(1500);
    assertThat(chain.damage()).endsWith("in store a lacks manifest 1501");
  }

  @Test
  void theTailBeginsWithTheNewestCheckpoint() throws IOException {
    assertThat(
            new Chains(SmallChain.DATABASE, List.of(store), Optional.empty())
                .tail().stream().map(file -> file.manifest().getNumber()))
        .containsExactly(2000L, 2001L, 2002L, 2003L);
  }

  private List<Finding> verify() throws IOException {
    return new Verify(new Chains(SmallChain.DATABASE, List.of(store), Optional.empty()))
        .run(Optional.empty(), Optional.empty())
        .findings();
  }

  private String nth(String part, int n) {
    return store.objects().keySet().stream()
        .filter(name -> name.contains(part))
        .skip(n)
        .findFirst()
        .orElseThrow();
  }
}
