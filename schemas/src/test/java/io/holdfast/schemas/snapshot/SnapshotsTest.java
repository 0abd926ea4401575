package io.holdfast.schemas.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.LogPosition;
import io.holdfast.records.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotsTest {

  private static final LogPosition AT = new LogPosition("topic-id", 3, 99L);

  private final SnapshotGathering gathering = new SnapshotGathering();

  @Test
  void aStateIsPutTogetherAsItWas() throws IOException {
    byte[] state = bytes(1, 2 * ChunkedOutput.CHUNK + 17);

    List<Snapshot> chunks = SnapshotCutter.cut("liveness", AT, 1, out -> out.write(state));

    assertThat(chunks).hasSize(3).extracting(Snapshot::getKey).containsOnly("~3");
    WholeState whole = gather(chunks).orElseThrow();
    assertThat(whole.isUnaltered()).isTrue();
    assertThat(whole.at()).isEqualTo(AT);
    assertThat(whole.open().readAllBytes()).isEqualTo(state);
  }

  @Test
  void whatAWriterLeftHalfDoneIsPassedOver() {
    List<Snapshot> halfDone = cut(1).subList(0, 2);
    List<Snapshot> later = cut(2);
    List<Snapshot> read = new ArrayList<>(halfDone);
    read.addAll(later);

    assertThat(gather(read)).hasValueSatisfying(whole -> assertThat(whole.isUnaltered()).isTrue());
  }

  @Test
  void chunksOfTwoWritersAreNotMixed() {
    List<Snapshot> one = cut(1);
    List<Snapshot> other = cut(2);
    List<Snapshot> read = new ArrayList<>();
    for (int i = 0; i < one.size(); i++) {
      read.add(one.get(i));
      read.add(other.get(i));
    }

    assertThat(gather(read)).hasValueSatisfying(whole -> assertThat(whole.isUnaltered()).isTrue());
  }

  @Test
  void anAlteredStateIsKnownByItsChecksum() {
    List<Snapshot> chunks = new ArrayList<>(cut(1));
    ByteBuffer last = chunks.get(2).getState();
    last.put(last.position(), (byte) ~last.get(last.position()));

    assertThat(gather(chunks).orElseThrow().isUnaltered()).isFalse();
  }

  @Test
  void anHourHasOneStateOfEachPartition() {
    for (int partition = 0; partition < 12; partition++) {
      int due = 0;
      for (long now = 0; now < 7_200_000; now += 250) {
        due += SnapshotTimes.isDue(partition, now, now + 250) ? 1 : 0;
      }
      assertThat(due).isEqualTo(2);
    }
  }

  private Optional<WholeState> gather(List<Snapshot> chunks) {
    return chunks.stream().map(gathering::take).flatMap(Optional::stream).reduce((a, b) -> b);
  }

  private static List<Snapshot> cut(long seed) {
    byte[] state = bytes(seed, 2 * ChunkedOutput.CHUNK + 17);
    return SnapshotCutter.cut("liveness", AT, 1, out -> out.write(state));
  }

  private static byte[] bytes(long seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
