package io.holdfast.backup.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.chain.SmallChain;
import io.holdfast.backup.check.Checked.State;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.format.Layout;
import io.holdfast.backup.seal.Keyset;
import io.holdfast.backup.store.FileStore;
import io.holdfast.backup.store.ObjectStore;
import io.holdfast.records.Manifest;
import io.holdfast.runtime.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with a store is said, and what to do. */
class StoreCheckupTest {

  private static final Optional<Manifest> NOTHING_DECIDED = Optional.empty();
  private static final Optional<Keyset> NO_KEYS = Optional.empty();

  @TempDir Path directory;
  private Instant now = Instant.ofEpochMilli(60_001);
  private ObjectStore a;
  private ObjectStore b;

  @BeforeEach
  void make() throws IOException {
    a = new FileStore("a", directory.resolve("a"));
    b = new FileStore("b", directory.resolve("b"));
    a.prepare();
    b.prepare();
  }

  private SmallChain chain() throws IOException {
    return new SmallChain(List.of(a, b)).segment().segment();
  }

  private List<Checked> check(
      Optional<Manifest> decided, Optional<Keyset> keys, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "database=" + SmallChain.DATABASE,
                "kafka.bootstrap-servers=localhost:9092",
                "registry.url=mock://test",
                "source.url=jdbc:postgresql://localhost/orders",
                "source.user=holdfast",
                "sink.spool=" + directory,
                "stores.a=file:" + directory.resolve("a"),
                "stores.b=file:" + directory.resolve("b")));
    all.addAll(List.of(settings));
    return new StoreCheckup(
            Configuration.of(BackupConfig.class).set(all).load().value(),
            decided,
            keys,
            Clock.fixed(now, ZoneOffset.UTC))
        .run();
  }

  private static List<Checked> of(String thing, List<Checked> found) {
    return found.stream().filter(checked -> checked.thing().equals(thing)).toList();
  }

  private Path manifest(String store, long number) {
    return directory
        .resolve(store)
        .resolve(Layout.chain(SmallChain.DATABASE, SmallChain.ID) + Layout.manifest(number));
  }

  @Test
  void aStoreThatHoldsAllThatWasDecidedIsFine() throws IOException {
    Manifest newest = chain().newest().manifest();

    assertThat(of("store a", check(Optional.of(newest), NO_KEYS)))
        .containsExactly(
            new Checked(
                "store a",
                State.FINE,
                "chain %s up to manifest 3; its newest transaction is 60 s old"
                    .formatted(SmallChain.ID)));
  }

  @Test
  void anOldTransactionIsExplained() throws IOException {
    chain();
    now = Instant.ofEpochMilli(301_001);

    assertThat(of("store a", check(NOTHING_DECIDED, NO_KEYS)))
        .containsExactly(
            new Checked(
                "store a",
                State.FINE,
                "chain %s up to manifest 3; its newest transaction is 301 s old: the database is idle, or capture stands still"
                    .formatted(SmallChain.ID)));
  }

  @Test
  void aStoreThatLagsBehindWhatKafkaDecidedIsAProblem() throws IOException {
    Manifest newest = chain().newest().manifest();
    Files.delete(manifest("b", 3));
    Files.delete(manifest("b", 2));

    List<Checked> found = check(Optional.of(newest), NO_KEYS);

    assertThat(of("store a", found)).extracting(Checked::state).containsExactly(State.FINE);
    assertThat(of("store b", found))
        .containsExactly(
            new Checked(
                "store b",
                State.PROBLEM,
                "chain %s up to manifest 1; its newest transaction is 60 s old; 2 manifests behind what Kafka decided"
                    .formatted(SmallChain.ID)));
  }

  @Test
  void aStoreOfAnotherChainThanKafkaDecidedForIsAProblem() throws IOException {
    chain();
    Manifest later = new SmallChain("20991231T000000Z-00000000", List.of(b)).newest().manifest();

    List<Checked> found = check(Optional.of(later), NO_KEYS);

    assertThat(of("store a", found))
        .singleElement()
        .satisfies(checked -> assertThat(checked.state()).isEqualTo(State.PROBLEM))
        .satisfies(
            checked ->
                assertThat(checked.sentence())
                    .endsWith("; but Kafka decided for chain 20991231T000000Z-00000000"));
    assertThat(of("store b", found)).extracting(Checked::state).containsExactly(State.FINE);
  }

  @Test
  void keysThatAreMissingAreNamed() throws IOException {
    Keyset keys = Keyset.create();
    SmallChain.ofEveryKind(List.of(a), keys, directory);
    Checked missing =
        new Checked(
            "store a",
            State.PROBLEM,
            "chain %s cannot be restored without keys [%d]: bring back the keyset that has them"
                .formatted(SmallChain.ID, keys.sealingKey()));

    assertThat(of("store a", check(NOTHING_DECIDED, NO_KEYS))).contains(missing);
    assertThat(of("store a", check(NOTHING_DECIDED, Optional.of(Keyset.create()))))
        .contains(missing);
    assertThat(of("store a", check(NOTHING_DECIDED, Optional.of(keys.rotated()))))
        .doesNotContain(missing);
  }

  @Test
  void aChainThatEndedIsAProblemWithItsReason() throws IOException {
    chain().end("the log was lost");

    assertThat(of("store a", check(NOTHING_DECIDED, NO_KEYS)))
        .containsExactly(
            new Checked(
                "store a",
                State.PROBLEM,
                "chain %s ended: the log was lost".formatted(SmallChain.ID)));
  }

  @Test
  void aDamagedChainIsAProblemWithThePlace() throws IOException {
    Manifest newest = chain().newest().manifest();
    Files.write(manifest("a", 2), new byte[] {1});
    Files.write(manifest("b", 1), new byte[] {1});

    List<Checked> found = check(Optional.of(newest), NO_KEYS);

    assertThat(of("store a", found))
        .containsExactly(
            new Checked(
                "store a",
                State.PROBLEM,
                "manifest 2 of chain %s in store a is damaged".formatted(SmallChain.ID)));
    assertThat(of("store b", found))
        .containsExactly(
            new Checked(
                "store b",
                State.PROBLEM,
                "manifest 1 of chain %s in store b is damaged".formatted(SmallChain.ID)));
  }

  @Test
  void aStoreThatIsNotThereIsAProblemOnceSomethingWasDecided() throws IOException {
    Manifest newest = chain().newest().manifest();
    Files.move(directory.resolve("b"), directory.resolve("unmounted"));

    assertThat(of("store b", check(Optional.of(newest), NO_KEYS)))
        .containsExactly(
            new Checked(
                "store b",
                State.PROBLEM,
                "store b is away: there is no directory %s: is it mounted?"
                    .formatted(directory.resolve("b/.incoming"))));
    assertThat(of("store b", check(NOTHING_DECIDED, NO_KEYS)))
        .containsExactly(
            new Checked(
                "store b",
                State.WARNING,
                "is not there: the first start makes it; mount what should be mounted before"));
    assertThat(directory.resolve("b")).doesNotExist();
  }

  @Test
  void aStoreWithoutAChainIsBehindOnceSomethingWasDecided() throws IOException {
    Manifest newest = new SmallChain(List.of(a)).segment().newest().manifest();

    assertThat(of("store b", check(Optional.of(newest), NO_KEYS)))
        .containsExactly(
            new Checked(
                "store b",
                State.PROBLEM,
                "holds no chain; but Kafka decided up to manifest 2 of chain " + SmallChain.ID));
    assertThat(of("store b", check(NOTHING_DECIDED, NO_KEYS)))
        .containsExactly(
            new Checked("store b", State.WARNING, "can be written; holds no chain yet"));
  }

  @Test
  void aSpoolThatCannotBeUsedIsAProblem() {
    Path none = directory.resolve("none");

    assertThat(of("spool", check(NOTHING_DECIDED, NO_KEYS, "sink.spool=" + none)))
        .containsExactly(
            new Checked("spool", State.PROBLEM, none + " cannot be used: set sink.spool"));
  }
}
