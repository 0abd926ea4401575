package io.holdfast.health.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.health.domain.LogPartition;
import io.holdfast.health.domain.liveness.Liveness;
import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.load.Load;
import io.holdfast.health.domain.load.LoadSettings;
import io.holdfast.records.LoadSample;
import io.holdfast.records.LogPosition;
import io.holdfast.records.Snapshot;
import io.holdfast.schemas.snapshot.SnapshotGathering;
import io.holdfast.schemas.time.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldSnapshotsTest {

  private static final LogPartition PARTITION = new LogPartition("topicIdOf22LettersXXXX", 0);
  private static final LogPosition AT = PARTITION.at(40);

  private final Liveness liveness = new Liveness(PARTITION, LivenessSettings.of(Profile.DEFAULT));

  @Test
  void theBytesOfLivenessStayWhatTheyAre() throws IOException {
    twoNodesBeat();
    golden("liveness-4.hex", FoldSnapshots.cut(FoldSnapshots.LIVENESS, AT, liveness));
  }

  @Test
  void theBytesOfLoadStayWhatTheyAre() throws IOException {
    var load = new Load(PARTITION, LoadSettings.of(Profile.DEFAULT));
    load.accept(0, 1_000, null, Harness.pulse(0), finding -> {});
    var sample = new LoadSample("n1", "p", 1L, 1L, 0L, Map.of("cpu", 0.5), List.of(), List.of());
    load.accept(1, 1_000, "n1", sample, finding -> {});
    load.accept(2, 1_250, null, Harness.pulse(250), finding -> {});

    golden("load-1.hex", FoldSnapshots.cut(FoldSnapshots.LOAD, AT, load));
  }

  @Test
  void aStateOfAnUnknownFormatIsRefused() {
    Snapshot unknown = FoldSnapshots.cut(FoldSnapshots.LIVENESS, AT, liveness).get(0);
    unknown.setFormat(9);
    var state = new SnapshotGathering().take(unknown).orElseThrow();

    assertThatThrownBy(() -> FoldSnapshots.read(state, liveness))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("format 9");
  }

  private void twoNodesBeat() {
    for (int second = 0; second < 20; second++) {
      long millis = second * 1_000L;
      liveness.accept(2L * second, millis, null, Harness.pulse(millis), verdict -> {});
      String node = second % 2 == 0 ? "n1" : "n2";
      liveness.accept(
          2L * second + 1, millis, node, Harness.heartbeat(node, second + 1), verdict -> {});
    }
  }

  private static void golden(String file, List<Snapshot> chunks) throws IOException {
    Path golden = Path.of("src/test/resources/golden", file);
    byte[] bytes = new byte[chunks.get(0).getState().remaining()];
    chunks.get(0).getState().duplicate().get(bytes);
    String now = HexFormat.of().formatHex(bytes).replaceAll("(.{64})", "$1\n") + "\n";
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, now);
    }

    assertThat(chunks).hasSize(1);
    assertThat(now).isEqualTo(Files.readString(golden));
  }
}
