package io.holdfast.dispatcher.domain.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.PlacementStrategy;
import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** The planner at sizes of real pools; how long it takes is the bench's matter, printed here. */
class LargePoolTest {

  private static final int SCALE = Integer.getInteger("scale", 1_000);

  @Test
  void firstPlacementIsNearlyEven() {
    Board board = Pools.pool(SCALE, SCALE * 10, 1);
    long begin = System.nanoTime();

    Choice[] choices = placer(board).place(Pools.all(board));

    tell("first placement", begin);
    assertThat(Arrays.stream(choices)).allMatch(Choice::isMade);
    assertThat(Pools.maximum(board) / Pools.average(board)).isLessThan(1.03);
  }

  @Test
  void unevenLoadIsEvenedWithFewMoves() {
    Board board = Pools.pool(SCALE, SCALE * 10, 2);
    for (int w = 0; w < board.loads(); w++) {
      board.put(w, w % (board.nodes() * 9 / 10));
    }
    double before = Pools.maximum(board);
    BitSet movable = new BitSet();
    movable.set(0, board.loads());
    long begin = System.nanoTime();

    Evening.Plan plan = new Evening(board, movable, new BitSet()).plan(200_000);

    tell("evening, " + plan.moves().size() + " moves", begin);
    assertThat(plan.before()).isEqualTo(before);
    assertThat(plan.after() / Pools.average(board)).isLessThan(1.15);
    assertThat(plan.moves().size()).isLessThan(board.loads() / 3);
  }

  @Test
  void orphansOfDeadNodesFindPlacesAtOnce() {
    Board board = Pools.pool(SCALE, SCALE * 10, 3);
    placer(board).place(Pools.all(board));
    int[] orphans = Pools.all(board);
    int dead = SCALE / 100;
    orphans = Arrays.stream(orphans).filter(w -> board.at(w) < dead).toArray();
    Arrays.stream(orphans).forEach(board::take);
    long begin = System.nanoTime();

    Choice[] choices = placer(board).place(orphans);

    tell(orphans.length + " orphans", begin);
    assertThat(Arrays.stream(orphans).mapToObj(w -> choices[w])).allMatch(Choice::isMade);
  }

  private static Placer placer(Board board) {
    return new Placer(board, Strategies.of(PlacementStrategy.BALANCE));
  }

  private static void tell(String what, long begin) {
    System.out.printf("%d nodes: %s in %.1f ms%n", SCALE, what, (System.nanoTime() - begin) / 1e6);
  }
}
