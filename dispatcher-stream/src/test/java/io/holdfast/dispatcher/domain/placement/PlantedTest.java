package io.holdfast.dispatcher.domain.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.placement.Board.Load;
import io.holdfast.dispatcher.domain.placement.Board.Row;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Instances whose best placement is known: every node is filled to the same level, then some
 * workloads are moved away.
 */
class PlantedTest {

  private static final long CAPACITY = 100_000;
  private static final long LEVEL = 85_000;

  @Test
  void aPlantedOptimumIsFoundAgainWithFewMoves() {
    for (int resources : new int[] {2, 4}) {
      for (int seed = 0; seed < 3; seed++) {
        find(resources, seed);
      }
    }
  }

  @Test
  void twoThatStrayedFromOneNodeGoHomeTogether() {
    for (int seed = 0; seed < 20; seed++) {
      Board board = plant(20, 4, new SplittableRandom(seed)).board();
      int[] pairs = firstTwoOf(board, 0, 1);
      for (int i = 0; i < pairs.length; i++) {
        board.take(pairs[i]);
        board.put(pairs[i], 10 + i);
      }
      BitSet movable = new BitSet();
      movable.set(0, board.loads());

      Evening.Plan plan = new Evening(board, movable, new BitSet()).plan(100_000);

      assertThat(plan.moves()).as("seed %d", seed).hasSize(4);
      assertThat(IntStream.of(pairs).map(board::at)).containsExactly(0, 0, 1, 1);
    }
  }

  private static int[] firstTwoOf(Board board, int... nodes) {
    return IntStream.of(nodes)
        .flatMap(n -> IntStream.range(0, board.loads()).filter(w -> board.at(w) == n).limit(2))
        .toArray();
  }

  private static void find(int resources, int seed) {
    int nodes = Integer.getInteger("scale", 200);
    var random = new SplittableRandom(seed);
    Planted planted = plant(nodes, resources, random);
    Board board = planted.board();
    int moved = nodes / 20;
    for (int i = 0; i < moved; i++) {
      displace(board, random);
    }
    double before = Pools.maximum(board);
    BitSet movable = new BitSet();
    movable.set(0, board.loads());
    long begin = System.nanoTime();

    Evening.Plan plan = new Evening(board, movable, new BitSet()).plan(100_000);

    System.out.printf(
        "planted, %d resources, seed %d: %.4f -> %.4f with %d moves for %d in %.0f ms%n",
        resources,
        seed,
        before,
        plan.after(),
        plan.moves().size(),
        moved,
        (System.nanoTime() - begin) / 1e6);
    assertThat(plan.after()).isLessThanOrEqualTo(0.85 * 1.02);
    assertThat(plan.moves().size()).isLessThanOrEqualTo(moved + moved / 10);
  }

  private record Planted(Board board) {}

  private static void displace(Board board, SplittableRandom random) {
    while (true) {
      int w = random.nextInt(board.loads());
      int to = random.nextInt(board.nodes());
      int from = board.at(w);
      board.take(w);
      if (to != from && board.ruledOutBy(w, to) == null) {
        board.put(w, to);
        return;
      }
      board.put(w, from);
    }
  }

  /** Each node is cut into workloads at random, resource by resource. */
  private static Planted plant(int nodes, int resources, SplittableRandom random) {
    String[] names = IntStream.range(0, resources).mapToObj(r -> "r" + r).toArray(String[]::new);
    Row[] rows = new Row[nodes];
    List<Load> loads = new ArrayList<>();
    List<Integer> at = new ArrayList<>();
    for (int n = 0; n < nodes; n++) {
      long[] capacity = new long[resources];
      java.util.Arrays.fill(capacity, CAPACITY);
      rows[n] =
          new Row(
              String.format("n%05d", n),
              0,
              null,
              capacity,
              new long[resources],
              new long[resources],
              0);
      int pieces = 8 + random.nextInt(5);
      long[][] cut = new long[pieces][resources];
      for (int r = 0; r < resources; r++) {
        long[] parts = cut(pieces, random);
        for (int p = 0; p < pieces; p++) {
          cut[p][r] = parts[p];
        }
      }
      for (long[] piece : cut) {
        loads.add(
            new Load(
                String.format("w%06d", loads.size()),
                piece,
                piece,
                Board.NONE,
                new int[0],
                null,
                0));
        at.add(n);
      }
    }
    var board = new Board(names, 1, rows, loads.toArray(Load[]::new));
    for (int w = 0; w < loads.size(); w++) {
      board.put(w, at.get(w));
    }
    return new Planted(board);
  }

  private static long[] cut(int pieces, SplittableRandom random) {
    double[] weights = random.doubles(pieces, 0.3, 1.7).toArray();
    double sum = java.util.Arrays.stream(weights).sum();
    long[] parts = new long[pieces];
    long left = LEVEL;
    for (int p = 0; p < pieces - 1; p++) {
      parts[p] = (long) (LEVEL * weights[p] / sum);
      left -= parts[p];
    }
    parts[pieces - 1] = left;
    return parts;
  }
}
