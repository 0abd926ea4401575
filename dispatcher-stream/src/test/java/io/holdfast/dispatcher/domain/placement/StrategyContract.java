package io.holdfast.dispatcher.domain.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.dispatcher.domain.placement.Board.Load;
import io.holdfast.dispatcher.domain.placement.Board.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every strategy keeps. */
abstract class StrategyContract {

  private static final String[] RESOURCES = {"cpu", "memory"};
  private static final int SEEDS = 60;

  abstract Strategy strategy();

  @Test
  void hardConstraintsHold() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Board board = random(seed);
      place(board);

      long[][] reserved = new long[board.nodes()][RESOURCES.length];
      for (int w = 0; w < board.loads(); w++) {
        int at = board.at(w);
        if (at == Board.NONE) {
          continue;
        }
        Load load = board.load(w);
        assertThat(board.isOpen(at)).as("seed %d", seed).isTrue();
        assertThat(load.barred() == null || load.barred()[at] == null).as("seed %d", seed).isTrue();
        for (int r = 0; r < RESOURCES.length; r++) {
          reserved[at][r] += load.demand()[r];
        }
        for (int other = 0; other < board.loads(); other++) {
          boolean isNeighbour = other != w && board.at(other) == at;
          boolean repels = isNeighbour && repels(load, group(board, other));
          assertThat(repels).as("seed %d", seed).isFalse();
        }
      }
      for (long[] sum : reserved) {
        assertThat(sum[0]).as("seed %d", seed).isLessThanOrEqualTo(10_000);
        assertThat(sum[1]).as("seed %d", seed).isLessThanOrEqualTo(10_000);
      }
    }
  }

  private static boolean repels(Load load, int group) {
    return IntStream.of(load.repels()).anyMatch(g -> g == group);
  }

  private static int group(Board board, int w) {
    return board.load(w).group();
  }

  @Test
  void whatIsNotPlacedIsFeasibleNowhere() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Board board = random(seed);
      place(board);

      for (int w = 0; w < board.loads(); w++) {
        for (int n = 0; n < board.nodes() && board.at(w) == Board.NONE; n++) {
          assertThat(board.ruledOutBy(w, n)).as("seed %d, workload %d", seed, w).isNotNull();
        }
      }
    }
  }

  @Test
  void theSameBoardGivesTheSamePlaces() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Board one = random(seed);
      Board other = random(seed);

      place(one);
      place(other);

      for (int w = 0; w < one.loads(); w++) {
        assertThat(one.at(w)).as("seed %d", seed).isEqualTo(other.at(w));
      }
    }
  }

  @Test
  void aGroupIsSpreadOverZonesThatHaveRoom() {
    Row[] rows = new Row[6];
    for (int n = 0; n < rows.length; n++) {
      rows[n] = row(n, n % 3, null);
    }
    Load[] loads = new Load[9];
    for (int w = 0; w < loads.length; w++) {
      loads[w] =
          new Load("w" + w, new long[] {100, 100}, new long[] {100, 100}, 0, new int[0], null, 0);
    }
    var board = new Board(RESOURCES, 3, rows, loads);

    place(board);

    int[] perZone = new int[3];
    for (int w = 0; w < loads.length; w++) {
      perZone[board.zone(board.at(w))]++;
    }
    assertThat(perZone).containsExactly(3, 3, 3);
  }

  @Test
  void theGreaterOrderIsServedFirst() {
    Row[] rows = {row(0, 0, null)};
    Load[] loads = {
      new Load("a", new long[] {8_000, 0}, new long[] {8_000, 0}, Board.NONE, new int[0], null, 1),
      new Load("b", new long[] {8_000, 0}, new long[] {8_000, 0}, Board.NONE, new int[0], null, 2)
    };
    var board = new Board(RESOURCES, 1, rows, loads);

    place(board);

    assertThat(board.at(1)).isZero();
    assertThat(board.at(0)).isEqualTo(Board.NONE);
  }

  private void place(Board board) {
    new Placer(board, strategy()).place(IntStream.range(0, board.loads()).toArray());
  }

  private static Row row(int n, int zone, Constraint closed) {
    return new Row(
        String.format("n%03d", n),
        zone,
        closed,
        new long[] {10_000, 10_000},
        new long[2],
        new long[2],
        0);
  }

  private static Board random(int seed) {
    var random = new Random(seed);
    int nodes = 1 + random.nextInt(12);
    Row[] rows = new Row[nodes];
    for (int n = 0; n < nodes; n++) {
      rows[n] = row(n, random.nextInt(3), random.nextInt(6) == 0 ? Constraint.DRAINED : null);
    }
    List<Load> loads = new ArrayList<>();
    for (int w = 0; w < random.nextInt(60); w++) {
      long[] demand = {random.nextInt(3_000), random.nextInt(3_000)};
      int group = random.nextInt(4) - 1;
      int[] repels = random.nextInt(4) == 0 ? new int[] {random.nextInt(3)} : new int[0];
      Constraint[] barred = null;
      if (random.nextInt(4) == 0) {
        barred = new Constraint[nodes];
        barred[random.nextInt(nodes)] = Constraint.MISSING_LABEL;
      }
      loads.add(
          new Load(
              String.format("w%03d", w), demand, demand, group, repels, barred, random.nextInt(3)));
    }
    return new Board(RESOURCES, 3, rows, loads.toArray(Load[]::new));
  }
}
