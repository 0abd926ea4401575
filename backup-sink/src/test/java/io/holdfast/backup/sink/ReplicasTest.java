package io.holdfast.backup.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.Chains;
import io.holdfast.backup.chain.SmallChain;
import io.holdfast.backup.chain.Verify;
import io.holdfast.backup.config.SinkConfig;
import io.holdfast.backup.format.EarlierManifests;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.format.Sha256;
import io.holdfast.backup.store.MemoryStore;
import io.holdfast.backup.store.MemoryStore.Mood;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.ObjectKind;
import io.holdfast.runtime.config.DataSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a store does, each holds a prefix of what was decided, or is left alone. */
class ReplicasTest {

  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final String CHAIN = Layout.chain(SmallChain.DATABASE, SmallChain.ID);

  @TempDir Path spool;
  private final MemoryStore a = new MemoryStore("a");
  private final MemoryStore b = new MemoryStore("b");
  private final List<ManifestFile> decided = new CopyOnWriteArrayList<>();
  private Replicas replicas;
  private Version written = ManifestFile::of;

  /** Who writes manifests. */
  private interface Version {
    ManifestFile by(Manifest manifest) throws IOException;
  }

  /** What Kafka would say. */
  private final Decisions decisions =
      new Decisions() {
        @Override
        public Optional<Manifest> last() {
          return decided.isEmpty()
              ? Optional.empty()
              : Optional.of(decided.get(decided.size() - 1).manifest());
        }

        @Override
        public Optional<ManifestFile> find(String chain, long number) {
          return number <= decided.size()
              ? Optional.of(decided.get((int) number - 1))
              : Optional.empty();
        }
      };

  @BeforeEach
  void begin() throws IOException {
    begin(PATIENCE);
  }

  private void begin(Duration patience) throws IOException {
    replicas = open(patience);
    replicas.beginEmpty();
    decide(ManifestKind.BASE);
  }

  @AfterEach
  void end() {
    a.release();
    b.release();
    replicas.close();
  }

  private Replicas open() {
    return open(PATIENCE);
  }

  private Replicas open(Duration patience) {
    SinkConfig config =
        new SinkConfig(
            Duration.ofSeconds(1), DataSize.parse("64MiB"), 1, patience, Optional.of(spool));
    return new Replicas(
        SmallChain.DATABASE, SmallChain.ID, List.of(a, b), config, spool, Optional.empty());
  }

  /** Keeps an object and decides its manifest, as the sink does. */
  private void decide(ManifestKind kind) throws IOException {
    long number = decided.size() + 1L;
    Path content = Files.writeString(spool.resolve("content"), "object " + number);
    byte[] sha256;
    try (Sealed sealed = replicas.seal(content)) {
      sha256 = sealed.sha256();
      String name = Layout.segment(number, number, sha256);
      replicas.put(name, sealed);
      ByteBuffer previous =
          number == 1
              ? ByteBuffer.allocate(0)
              : ByteBuffer.wrap(decided.get((int) number - 2).sha256());
      decided.add(
          written.by(
              SmallChain.manifest(
                  number,
                  kind,
                  Sha256.bytes(previous),
                  List.of(sealed.entry(name, ObjectKind.SEGMENT).build()))));
    }
    replicas.decided(decided.get((int) number - 1));
  }

  private void decide() throws IOException {
    decide(ManifestKind.SEGMENT);
  }

  private void awaitInSync(String... names) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              replicas.catchUp(decisions);
              return replicas.inSync().equals(List.of(names));
            });
  }

  private void assertWhole(ObjectStore... stores) throws IOException {
    assertThat(
            new Verify(new Chains(SmallChain.DATABASE, List.of(stores), Optional.empty()))
                .run(Optional.empty(), Optional.of(decided.get(decided.size() - 1)))
                .findings())
        .isEmpty();
  }

  @Test
  void aStoreThatWasAwayIsCaughtUpFromTheOther() throws IOException {
    b.is(Mood.AWAY);
    decide();
    decide();
    assertThat(replicas.inSync()).containsExactly("a");

    b.is(Mood.WELL);
    awaitInSync("a", "b");
    decide();
    assertWhole(a, b);
  }

  @Test
  void aStoreThatComesBackOlderIsCaughtUpFromWhereItIs() throws IOException {
    decide();
    decide();
    b.is(Mood.AWAY);
    decide();
    b.objects().remove(CHAIN + Layout.manifest(2));
    b.objects().remove(CHAIN + Layout.manifest(3));
    b.is(Mood.WELL);

    awaitInSync("a", "b");
    assertWhole(a, b);
  }

  @Test
  void aDamagedObjectIsNotCopiedToAStoreThatIsCaughtUp() throws IOException {
    b.is(Mood.AWAY);
    decide();
    String name = CHAIN + decided.get(1).manifest().getObjects().get(0).getName();
    byte[] good = a.objects().put(name, new byte[] {1});
    b.is(Mood.WELL);

    int before = a.opened();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              replicas.catchUp(decisions);
              return a.opened() > before + 1; // the manifest and the object
            });
    assertThat(b.objects()).doesNotContainKeys(name, CHAIN + Layout.manifest(2));
    assertThat(replicas.inSync()).containsExactly("a");

    a.objects().put(name, good);
    awaitInSync("a", "b");
    assertWhole(a, b);
  }

  @Test
  void whereTheAnswersAreLostNothingIsDoubledOrMissing() throws IOException {
    b.is(Mood.ANSWERS_LOST);
    decide();
    decide();
    b.is(Mood.WELL);
    awaitInSync("a", "b");

    assertWhole(a, b);
    assertThat(b.objects().keySet()).isEqualTo(a.objects().keySet());
  }

  @Test
  void aStoreThatHangsDoesNotHoldUpTheOthers() throws IOException {
    b.is(Mood.HANGING);
    decide();
    decide();
    assertThat(replicas.inSync()).containsExactly("a");

    b.release();
    awaitInSync("a", "b");
    assertWhole(a, b);
  }

  @Test
  void aStoreThatHangsWhileItIsCaughtUpDoesNotHoldUpTheOthers() throws IOException {
    b.is(Mood.AWAY);
    decide();
    b.is(Mood.HANGING);

    CompletableFuture<Void> sink = CompletableFuture.runAsync(this::goOn);
    assertThat(sink).succeedsWithin(Duration.ofSeconds(30));
    assertThat(replicas.inSync()).containsExactly("a");

    b.release();
    awaitInSync("a", "b");
    assertWhole(a, b);
  }

  /** For longer than a store that failed is left alone. */
  private void goOn() {
    long until = System.nanoTime() + Duration.ofSeconds(4).toNanos();
    while (System.nanoTime() - until < 0) {
      replicas.catchUp(decisions);
      try {
        decide();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** It needs longer for every step than the others wait for one that is caught up. */
  @Test
  void aSlowStoreGetsInSyncAgainWhileTheOthersGoOn() throws IOException {
    replicas.close();
    replicas = open(Duration.ofSeconds(5));
    replicas.survey(decisions);
    b.is(Mood.AWAY);
    decide();
    b.isSlow(Duration.ofMillis(350));

    await()
        .atMost(Duration.ofSeconds(60))
        .pollInSameThread()
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              replicas.catchUp(decisions);
              decide();
              return replicas.areAllInSync();
            });

    decide();
    assertThat(replicas.inSync()).containsExactly("a", "b");
    assertWhole(a, b);
  }

  @Test
  void aPutThatEndsLateDoesNotHideThatAnotherFailedMeanwhile() throws Exception {
    Path first = Files.writeString(spool.resolve("first"), "first");
    Path second = Files.writeString(spool.resolve("second"), "second");
    b.is(Mood.HANGING);
    var late =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return replicas.keep("first", ObjectKind.TABLE, first).stores();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    await().until(() -> a.objects().containsKey(CHAIN + "first"));
    await().until(b::isHanging);
    b.is(Mood.AWAY);
    replicas.keep("second", ObjectKind.TABLE, second);

    b.release();

    assertThat(late.get()).containsExactly("a", "b");
    assertThat(replicas.inSync()).containsExactly("a");
  }

  @Test
  void theOnlyStoreThatAnswersIsWaitedForHoweverSlowItIs() throws IOException {
    a.is(Mood.AWAY);
    b.isSlow(PATIENCE.multipliedBy(3));

    await()
        .atMost(Duration.ofSeconds(60))
        .pollInSameThread()
        .ignoreException(NotEnoughStoresException.class)
        .until(
            () -> {
              replicas.catchUp(decisions);
              decide();
              return true;
            });

    assertThat(b.objects())
        .containsKey(CHAIN + decided.get(1).manifest().getObjects().get(0).getName());
  }

  @Test
  void nothingIsDecidedThatTooFewStoresHold() {
    a.is(Mood.AWAY);
    b.is(Mood.AWAY);

    assertThatThrownBy(this::decide)
        .isInstanceOf(NotEnoughStoresException.class)
        .hasMessageContaining("0 of 2 stores took");
    assertThat(decided).hasSize(1);
  }

  @Test
  void aStoreWithOtherBytesIsQuarantinedAndNeverOverwritten() throws IOException {
    String name = CHAIN + Layout.manifest(2);
    b.objects().put(name, new byte[] {1});
    decide();
    decide();

    assertThat(replicas.inSync()).containsExactly("a");
    assertThat(b.objects().get(name)).containsExactly(1);
    assertThat(b.objects()).doesNotContainKey(CHAIN + Layout.manifest(3));
    replicas.catchUp(decisions);
    assertThat(replicas.inSync()).containsExactly("a");
  }

  @Test
  void aStoreOfAnotherHistoryIsFoundAtTheStart() throws IOException {
    decide();
    Manifest forked = Manifest.newBuilder(decided.get(1).manifest()).setCreatedAtMicros(77).build();
    b.objects().put(CHAIN + Layout.manifest(2), ManifestFile.of(forked).bytes());

    replicas.close();
    replicas = open();
    replicas.survey(decisions);

    assertThat(replicas.inSync()).containsExactly("a");
    awaitInSync("a");
  }

  @Test
  void whatAnEarlierVersionDecidedIsTheSameBytesInEveryStore() throws IOException {
    // Given: a version that knew no reasons
    written = EarlierManifests::file;
    b.is(Mood.AWAY);
    decide();
    replicas.close();

    // When
    written = ManifestFile::of;
    replicas = open();
    replicas.survey(decisions);
    b.is(Mood.WELL);
    awaitInSync("a", "b");
    decide();

    // Then
    assertThat(b.objects().get(CHAIN + Layout.manifest(2)))
        .isEqualTo(a.objects().get(CHAIN + Layout.manifest(2)));
    assertWhole(a, b);
  }

  @Test
  void aStoreThatIsOlderOrHasAGapIsCaughtUpAfterTheStart() throws IOException {
    for (int i = 0; i < 5; i++) {
      decide();
    }
    b.objects().remove(CHAIN + Layout.manifest(6));
    a.objects().remove(CHAIN + Layout.manifest(3));

    replicas.close();
    replicas = open();
    replicas.survey(decisions);
    assertThat(replicas.inSync()).isEmpty();

    awaitInSync("a", "b");
    assertWhole(a, b);
  }

  @Test
  void ageIsThatOfTheStoreThatHoldsTheLeastAndTheMost() throws IOException {
    decide();
    b.is(Mood.AWAY);
    decide();

    assertThat(replicas.durableInAllMicros()).isEqualTo(2);
    assertThat(replicas.durableInAnyMicros()).isEqualTo(3);
    assertThat(replicas.areAllInSync()).isFalse();
  }
}
