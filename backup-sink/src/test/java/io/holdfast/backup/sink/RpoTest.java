package io.holdfast.backup.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.backup.chain.SmallChain;
import io.holdfast.backup.config.SinkConfig;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.domain.Records;
import io.holdfast.backup.format.ManifestFile;
import io.holdfast.backup.store.MemoryStore;
import io.holdfast.backup.store.MemoryStore.Mood;
import io.holdfast.records.Manifest;
import io.holdfast.records.ManifestKind;
import io.holdfast.records.Message;
import io.holdfast.runtime.config.DataSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much would be lost now is told by the metrics, whatever stands still. Times in seconds. */
class RpoTest {

  @TempDir Path spool;
  private final MemoryStore a = new MemoryStore("a");
  private final MemoryStore b = new MemoryStore("b");
  private final List<ManifestFile> decided = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final IdleSigns idle = new IdleSigns();
  private long now;
  private Replicas replicas;

  private final Decisions decisions =
      new Decisions() {
        @Override
        public Optional<Manifest> last() {
          return Optional.of(decided.get(decided.size() - 1).manifest());
        }

        @Override
        public Optional<ManifestFile> find(String chain, long number) {
          return Optional.of(decided.get((int) number - 1));
        }
      };

  @BeforeEach
  void begin() {
    SinkConfig config =
        new SinkConfig(
            Duration.ofSeconds(1),
            DataSize.parse("64MiB"),
            1,
            Duration.ofSeconds(5),
            Optional.of(spool));
    replicas =
        new Replicas(
            SmallChain.DATABASE, SmallChain.ID, List.of(a, b), config, spool, Optional.empty());
    replicas.beginEmpty();
    new SinkMetrics(registry).rpo(() -> Rpo.of(now * 1_000_000, replicas, idle.decidedMicros()));
  }

  @AfterEach
  void end() {
    replicas.close();
  }

  private void decide(long newestCommit) {
    long number = decided.size() + 1L;
    Manifest manifest = SmallChain.manifest(number, ManifestKind.SEGMENT, new byte[0], List.of());
    manifest.setLastCommittedAtMicros(newestCommit * 1_000_000);
    decided.add(ManifestFile.of(manifest));
    replicas.decided(decided.get(decided.size() - 1));
  }

  private void heartbeat(String content) {
    Message heartbeat = Records.message(1, Prefix.HEARTBEAT, 100);
    heartbeat.setContent(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
    idle.heard(heartbeat);
  }

  private void assertAges(double any, double all) {
    assertThat(age("any")).as("any").isEqualTo(any);
    assertThat(age("all")).as("all").isEqualTo(all);
  }

  private double age(String durable) {
    return registry.get("holdfast.backup.rpo").tag("durable", durable).gauge().value();
  }

  @Test
  void itIsUnknownWhileNothingIsDurable() {
    assertThat(age("any")).isNaN();
    assertThat(age("all")).isNaN();
  }

  @Test
  void itGrowsWhileNothingMoreComes() {
    decide(100);
    now = 101;
    assertAges(1, 1);

    now = 161;
    assertAges(61, 61);
  }

  @Test
  void itGrowsForAllWhileAStoreIsAwayUntilThatIsCaughtUp() {
    decide(100);
    b.is(Mood.AWAY);
    decide(105);
    decide(160);
    now = 161;
    assertAges(1, 61);

    b.is(Mood.WELL);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              replicas.catchUp(decisions);
              return replicas.areAllInSync();
            });
    assertAges(1, 1);
  }

  @Test
  void aHeartbeatMakesItSmallWhereAllIsDecided() {
    decide(100);
    now = 1000;
    assertAges(900, 900);

    heartbeat("999000000");
    idle.nothingPending();
    assertAges(1, 1);
  }

  @Test
  void aHeartbeatSaysNothingOfAStoreThatIsAway() {
    decide(100);
    b.is(Mood.AWAY);
    decide(200);
    now = 1000;
    heartbeat("999000000");
    idle.nothingPending();

    assertAges(1, 900);
  }

  /** The database was idle for long; now a transaction waits for its segment to be cut. */
  @Test
  void whatWaitsToBeDecidedIsNoOlderThanTheHeartbeatBeforeIt() {
    decide(100);
    heartbeat("999000000");
    idle.nothingPending();

    heartbeat("1009000000");
    now = 1010;

    assertAges(11, 11);
  }

  @Test
  void aHeartbeatThatSomebodyElseWroteIsNone() {
    decide(100);
    heartbeat("999000000");
    idle.nothingPending();
    heartbeat("hello");
    idle.nothingPending();
    now = 1000;

    assertAges(1, 1);
  }
}
