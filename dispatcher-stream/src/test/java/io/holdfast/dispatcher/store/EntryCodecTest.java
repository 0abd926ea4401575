package io.holdfast.dispatcher.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.dispatcher.domain.Records;
import io.holdfast.dispatcher.domain.state.Breaker;
import io.holdfast.dispatcher.domain.state.Course;
import io.holdfast.dispatcher.domain.state.Grant;
import io.holdfast.dispatcher.domain.state.Liveness;
import io.holdfast.dispatcher.domain.state.NodeEntry;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.dispatcher.domain.state.Profile;
import io.holdfast.dispatcher.domain.state.Spec;
import io.holdfast.dispatcher.domain.state.Waiting;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.CommandCause;
import io.holdfast.records.NodeState;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EntryCodecTest {

  @Test
  void everyEntryIsReadAsItWasWritten() {
    var node =
        NodeEntry.unknown("n")
            .with(Profile.of(Records.profile("n", "z", 2)))
            .with(Liveness.of(Records.status("n", 3, NodeState.DEAD, 7, 8), 9))
            .measured(new TreeMap<>(java.util.Map.of("cpu", 0.5)));
    var workload =
        WorkloadEntry.fresh("w", Spec.of(Records.workload("w", 1).setGroup("g").build()))
            .with(List.of(new Grant("n", 3, 5, Grant.Stage.RUNNING, CommandCause.MOVE, "0-1-2", 6)))
            .waiting(Waiting.pending(CommandCause.DRAIN, "n", "NODE_DRAINED"), "why");
    var breaker =
        Breaker.CLOSED.deaths(List.of(new Breaker.Death("n", "z", 4))).failovers(List.of(1L, 2L));

    assertThat(copy(NodeEntry.class, node)).isEqualTo(node);
    assertThat(copy(NodeEntry.class, NodeEntry.unknown("m"))).isEqualTo(NodeEntry.unknown("m"));
    assertThat(copy(WorkloadEntry.class, workload)).isEqualTo(workload);
    assertThat(copy(Breaker.class, breaker)).isEqualTo(breaker);
    assertThat(copy(Course.class, Course.BEGIN.acted("o"))).isEqualTo(Course.BEGIN.acted("o"));
  }

  @Test
  void theBytesOfAPositionStayWhatTheyAre() {
    byte[] bytes = new EntryCodec<>(Position.class).write(new Position("id", 1, 2));

    assertThat(HexFormat.of().formatHex(bytes))
        .endsWith("01" + "01" + "00000002" + "6964" + "00000001" + "0000000000000002");
  }

  @Test
  void bytesOfAnotherLayoutAreRefusedInWords() {
    byte[] bytes = new EntryCodec<>(Position.class).write(new Position("id", 1, 2));

    assertThatThrownBy(() -> new EntryCodec<>(Breaker.class).read(bytes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("holdfast reset");
  }

  private static <R extends Record> R copy(Class<R> type, R entry) {
    var codec = new EntryCodec<>(type);
    return codec.read(codec.write(entry));
  }
}
