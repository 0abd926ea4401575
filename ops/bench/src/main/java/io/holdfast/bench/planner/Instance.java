package io.holdfast.bench.planner;

import io.holdfast.dispatcher.domain.placement.Board;
import io.holdfast.dispatcher.domain.placement.Board.Load;
import io.holdfast.dispatcher.domain.placement.Board.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Generated pools: nodes alike, workloads of many sizes. */
final class Instance {

  private static final long CAPACITY = 1_000_000;
  private static final double FULL = 0.75;
  private static final double PLANTED = 0.85;

  private Instance() {}

  /** Three quarters full, two resources, nothing placed; nodes before {@code dead} are closed. */
  static Board random(int nodes, int workloads, int seed) {
    var random = new SplittableRandom(seed);
    Load[] loads = new Load[workloads];
    long mean = (long) (CAPACITY * FULL * nodes / workloads);
    for (int w = 0; w < workloads; w++) {
      long[] use = {size(mean, random), size(mean, random)};
      loads[w] = load(w, use);
    }
    return new Board(new String[] {"cpu", "memory"}, 10, rows(nodes, 2), loads);
  }

  private static long size(long mean, SplittableRandom random) {
    return random.nextLong(mean / 4, mean * 7 / 4);
  }

  private static Load load(int w, long[] use) {
    return new Load(String.format("w%06d", w), use, use, Board.NONE, new int[0], null, 0);
  }

  private static Row[] rows(int nodes, int resources) {
    Row[] rows = new Row[nodes];
    for (int n = 0; n < nodes; n++) {
      long[] capacity = new long[resources];
      Arrays.fill(capacity, CAPACITY);
      rows[n] =
          new Row(
              String.format("n%06d", n),
              n % 10,
              null,
              capacity,
              new long[resources],
              new long[resources],
              0);
    }
    return rows;
  }

  /** Every node filled to the same level in every resource, then some workloads displaced. */
  static Board planted(int nodes, int resources, int displaced, int seed) {
    var random = new SplittableRandom(seed);
    List<Load> loads = new ArrayList<>();
    List<Integer> homes = new ArrayList<>();
    for (int n = 0; n < nodes; n++) {
      int pieces = 8 + random.nextInt(5);
      long[][] cuts = new long[resources][];
      for (int r = 0; r < resources; r++) {
        cuts[r] = cut(pieces, random);
      }
      for (int p = 0; p < pieces; p++) {
        long[] use = new long[resources];
        for (int r = 0; r < resources; r++) {
          use[r] = cuts[r][p];
        }
        loads.add(load(loads.size(), use));
        homes.add(n);
      }
    }
    String[] names = IntStream.range(0, resources).mapToObj(r -> "r" + r).toArray(String[]::new);
    var board = new Board(names, 10, rows(nodes, resources), loads.toArray(Load[]::new));
    for (int w = 0; w < homes.size(); w++) {
      board.put(w, homes.get(w));
    }
    for (int i = 0; i < displaced; i++) {
      displace(board, random);
    }
    return board;
  }

  private static long[] cut(int pieces, SplittableRandom random) {
    double[] weights = random.doubles(pieces, 0.3, 1.7).toArray();
    double sum = Arrays.stream(weights).sum();
    long left = (long) (CAPACITY * PLANTED);
    long[] parts = new long[pieces];
    for (int p = 0; p < pieces - 1; p++) {
      parts[p] = (long) (CAPACITY * PLANTED * weights[p] / sum);
      left -= parts[p];
    }
    parts[pieces - 1] = left;
    return parts;
  }

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

  /** Of each node in each resource. */
  static long capacity() {
    return CAPACITY;
  }

  static double plantedLevel() {
    return PLANTED;
  }

  static int[] all(Board board) {
    return IntStream.range(0, board.loads()).toArray();
  }

  /** Greatest utilisation of the nodes from this one on. */
  static double maximum(Board board, int from) {
    return IntStream.range(from, board.nodes()).mapToDouble(board::utilisation).max().orElse(0);
  }

  /** Utilisation were all load spread over the nodes from this one on. */
  static double average(Board board, int from) {
    double cpu = 0;
    double memory = 0;
    for (int w = 0; w < board.loads(); w++) {
      cpu += board.load(w).use()[0];
      memory += board.load(w).use()[1];
    }
    return Math.max(cpu, memory) / CAPACITY / (board.nodes() - from);
  }
}
