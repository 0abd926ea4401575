package io.holdfast.dispatcher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dispatcher.domain.Fold;
import io.holdfast.dispatcher.domain.Records;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodeState;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import io.holdfast.records.Snapshot;
import io.holdfast.schemas.snapshot.SnapshotGathering;
import io.holdfast.schemas.snapshot.WholeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolSnapshotTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/snapshot-1.hex");
  private static final LogPosition AT = new LogPosition("pool-events-topic-id-0", 0, 20L);

  private final Fold fold = new Fold();
  private long offset;

  @Test
  void theBytesOfAStateStayWhatTheyAre() throws IOException {
    aWorkloadRuns();
    String now = hex(PoolSnapshot.of(fold, AT).get(0));
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, now);
    }

    assertThat(now).isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void aStateIsReadAsItWasWritten() {
    aWorkloadRuns();

    Fold again = PoolSnapshot.read(whole(PoolSnapshot.of(fold, AT)));

    assertThat(again.now()).isEqualTo(fold.now());
    assertThat(again.sources()).isEqualTo(fold.sources());
    assertThat(again.pools().get(Records.POOL).nodes())
        .isEqualTo(fold.pools().get(Records.POOL).nodes());
    assertThat(again.pools().get(Records.POOL).workloads())
        .isEqualTo(fold.pools().get(Records.POOL).workloads());
    assertThat(again.touchedSources()).isEmpty();
  }

  @Test
  void aStateOfAnUnknownFormatIsRefused() {
    Snapshot unknown = PoolSnapshot.of(fold, AT).get(0);
    unknown.setFormat(9);

    assertThatThrownBy(() -> PoolSnapshot.read(whole(List.of(unknown))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("format 9");
  }

  private void aWorkloadRuns() {
    say("nodes", Records.profile("n1", "z", 2));
    say("node-status", Records.status("n1", 1, NodeState.ALIVE, 1, 1_000));
    say("workloads", Records.workload("w", 0.5).build());
    for (int i = 0; i <= 12; i++) {
      var pulse = new Pulse(1L, i * 250_000_000L, "test");
      fold.accept(new Position(AT.getTopicId(), 0, offset++), 2_000, pulse);
    }
  }

  private void say(String topic, Object event) {
    var source = new LogPosition("source-of-" + topic, 0, 0L);
    fold.accept(
        new Position(AT.getTopicId(), 0, offset++),
        1_000,
        new PoolEvent(Records.POOL, topic, source, 1_000L, event));
  }

  private static WholeState whole(List<Snapshot> chunks) {
    var gathering = new SnapshotGathering();
    return chunks.stream().flatMap(c -> gathering.take(c).stream()).findFirst().orElseThrow();
  }

  private static String hex(Snapshot chunk) {
    byte[] bytes = new byte[chunk.getState().remaining()];
    chunk.getState().duplicate().get(bytes);
    return HexFormat.of().formatHex(bytes).replaceAll("(.{64})", "$1\n") + "\n";
  }
}
