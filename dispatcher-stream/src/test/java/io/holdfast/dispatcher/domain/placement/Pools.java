package io.holdfast.dispatcher.domain.placement;

import io.holdfast.dispatcher.domain.placement.Board.Load;
import io.holdfast.dispatcher.domain.placement.Board.Row;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Generated pools of any size: nodes alike, workloads of many sizes, about three quarters full. */
final class Pools {

  private static final long CAPACITY = 64_000;

  private Pools() {}

  static Board pool(int nodes, int workloads, int seed) {
    var random = new SplittableRandom(seed);
    Row[] rows = new Row[nodes];
    for (int n = 0; n < nodes; n++) {
      rows[n] =
          new Row(
              String.format("n%06d", n),
              n % 10,
              null,
              new long[] {CAPACITY, CAPACITY},
              new long[2],
              new long[2],
              0);
    }
    long mean = CAPACITY * nodes * 3 / 4 / workloads;
    Load[] loads = new Load[workloads];
    for (int w = 0; w < workloads; w++) {
      long[] demand = {
        random.nextLong(mean / 4, mean * 7 / 4), random.nextLong(mean / 4, mean * 7 / 4)
      };
      loads[w] =
          new Load(String.format("w%06d", w), demand, demand, Board.NONE, new int[0], null, 0);
    }
    return new Board(new String[] {"cpu", "memory"}, 10, rows, loads);
  }

  static int[] all(Board board) {
    return IntStream.range(0, board.loads()).toArray();
  }

  static double maximum(Board board) {
    return IntStream.range(0, board.nodes()).mapToDouble(board::utilisation).max().orElse(0);
  }

  /** Utilisation of the busiest resource, were all load spread over all nodes. */
  static double average(Board board) {
    double[] used = new double[2];
    for (int w = 0; w < board.loads(); w++) {
      used[0] += board.load(w).use()[0];
      used[1] += board.load(w).use()[1];
    }
    return StrictMath.max(used[0], used[1]) / (CAPACITY * (double) board.nodes());
  }
}
