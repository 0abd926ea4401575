package io.holdfast.dispatcher.domain.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.placement.Board.Load;
import io.holdfast.dispatcher.domain.placement.Board.Row;
import io.holdfast.dispatcher.domain.placement.Evening.Move;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EveningTest {

  /** Workloads as they are put, each with its use of two resources. */
  private final List<Load> loads = new ArrayList<>();

  private final List<Integer> homes = new ArrayList<>();

  @Test
  void theRoomOfADeadNodeIsNoReasonToMove() {
    on(1, 30, 30).on(1, 22, 22);
    on(2, 30, 30).on(2, 20, 20);
    on(3, 28, 28).on(3, 20, 20);
    Board board = board(4);
    board.close(1);

    Evening.Plan plan = evening(board, 0.05).plan(100);

    assertThat(plan.moves()).isEmpty();
  }

  @Test
  void whatStrayedGoesHomeAlsoWhereAnotherStrayIsInItsPlace() {
    on(0, 40, 52).on(0, 9, 21); // the second is from node 2
    on(1, 30, 28).on(1, 30, 32).on(1, 20, 8); // the third is from node 0
    on(2, 51, 39);
    Board board = board(3);

    Evening.Plan plan = evening(board, 0.015).plan(100);

    assertThat(plan.moves()).containsExactlyInAnyOrder(new Move(1, 0, 2), new Move(4, 1, 0));
    assertThat(plan.after()).isEqualTo(0.60);
  }

  @Test
  void aPlanLeavesTheBoardAsItSays() {
    Board board = Pools.pool(50, 500, 5);
    for (int w = 0; w < board.loads(); w++) {
      board.put(w, w % 40);
    }
    int[] expected = places(board);

    Evening.Plan plan = evening(board, 0.015).plan(10_000);

    for (Move move : plan.moves()) {
      assertThat(expected[move.workload()]).isEqualTo(move.from());
      expected[move.workload()] = move.to();
    }
    assertThat(plan.moves()).isNotEmpty();
    assertThat(places(board)).isEqualTo(expected);
    assertThat(Pools.maximum(board)).isEqualTo(plan.after());
  }

  private static int[] places(Board board) {
    return IntStream.of(Pools.all(board)).map(board::at).toArray();
  }

  private EveningTest on(int node, long... use) {
    String id = "w" + loads.size();
    loads.add(new Load(id, use, use, Board.NONE, new int[0], null, 0));
    homes.add(node);
    return this;
  }

  private Board board(int nodes) {
    Row[] rows = new Row[nodes];
    for (int n = 0; n < nodes; n++) {
      rows[n] = new Row("n" + n, 0, null, new long[] {100, 100}, new long[2], new long[2], 0);
    }
    var board = new Board(new String[] {"cpu", "memory"}, 1, rows, loads.toArray(Load[]::new));
    for (int w = 0; w < homes.size(); w++) {
      board.put(w, homes.get(w));
    }
    return board;
  }

  private static Evening evening(Board board, double evenEnough) {
    BitSet movable = new BitSet();
    movable.set(0, board.loads());
    return new Evening(board, movable, new BitSet(), evenEnough);
  }
}
