package io.holdfast.bench.planner;

import io.holdfast.bench.Effort;
import io.holdfast.bench.Figure;
import io.holdfast.bench.Report;
import io.holdfast.dispatcher.domain.placement.Board;
import io.holdfast.dispatcher.domain.placement.Board.Load;
import io.holdfast.dispatcher.domain.placement.Board.Row;
import io.holdfast.dispatcher.domain.placement.Evening;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The planner on the machine reassignment instances. It knows capacities and that no two of a
 * service may meet; what else the data forbids is held by taking such moves back, and planning
 * again without them.
 */
public final class Reassignments {

  private static final int ROUNDS = 40;
  private static final int STEPS = 20_000;

  private final Effort effort;
  private final Report report;
  private final Path directory;

  public Reassignments(Effort effort, Report report, Path directory) {
    this.effort = effort;
    this.report = report;
    this.directory = directory;
  }

  public void run() {
    List<String> names = names();
    report.say("machine reassignment, %d instances of %s".formatted(names.size(), directory));
    for (String name : names.subList(0, effort.of(names.size(), Math.min(3, names.size())))) {
      run(name);
    }
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(f -> f.startsWith("model_"))
          .map(f -> f.substring("model_".length(), f.indexOf('.')))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("--data " + directory + " cannot be read", e);
    }
  }

  private void run(String name) {
    Reassignment instance = read(name);
    int[] at = instance.initial.clone();
    BitSet movable = new BitSet();
    movable.set(0, instance.processes);
    long begin = System.nanoTime();
    for (int round = 0; round < ROUNDS && improve(instance, at, movable); round++) {}
    double seconds = (System.nanoTime() - begin) / 1e9;
    long moves = IntStream.range(0, at.length).filter(p -> at[p] != instance.initial[p]).count();
    String figure = "planner.reassignment." + name;
    report.add(Figure.of(figure + ".maximum-before", instance.maximum(instance.initial), "share"));
    report.add(Figure.of(figure + ".maximum-after", instance.maximum(at), "share"));
    report.add(Figure.of(figure + ".moves", moves, "of " + instance.processes));
    report.add(Figure.of(figure + ".time", seconds, "s"));
    report.add(
        Figure.of(figure + ".hard-constraints-broken", instance.offenders(at).size(), "processes")
            .atMost(0));
  }

  private Reassignment read(String name) {
    try {
      return Reassignment.read(directory, name);
    } catch (IOException e) {
      throw new UncheckedIOException("instance " + name + " cannot be read", e);
    }
  }

  /** Plans once more from there; false when nothing came of it. */
  private static boolean improve(Reassignment instance, int[] at, BitSet movable) {
    Board board = board(instance, at);
    Evening.Plan plan = new Evening(board, movable, new BitSet()).plan(STEPS);
    int[] next = at.clone();
    plan.moves().forEach(m -> next[m.workload()] = m.to());
    Set<Integer> offenders = instance.offenders(next);
    while (!offenders.isEmpty()) {
      boolean isAnyNew = false;
      for (int p : offenders) {
        isAnyNew |= next[p] != at[p];
        next[p] = at[p];
        movable.clear(p);
      }
      if (!isAnyNew) {
        return false; // what was there before is kept as a whole
      }
      offenders = instance.offenders(next);
    }
    boolean isBetter = instance.maximum(next) < instance.maximum(at) - 1e-9;
    boolean isAnyHeld = !plan.moves().isEmpty() && !isBetter;
    if (isBetter) {
      System.arraycopy(next, 0, at, 0, at.length);
    }
    return isBetter || isAnyHeld;
  }

  private static Board board(Reassignment instance, int[] at) {
    int resources = instance.resources;
    Row[] rows = new Row[instance.machines];
    for (int m = 0; m < rows.length; m++) {
      rows[m] =
          new Row(
              "m" + m,
              instance.location[m],
              null,
              instance.capacity[m],
              new long[resources],
              new long[resources],
              0);
    }
    Load[] loads = new Load[instance.processes];
    for (int p = 0; p < loads.length; p++) {
      int service = instance.service[p];
      long[] need = instance.requirement[p];
      loads[p] = new Load("p" + p, need, need, service, new int[] {service}, null, 0);
    }
    String[] names = IntStream.range(0, resources).mapToObj(r -> "r" + r).toArray(String[]::new);
    int zones = IntStream.of(instance.location).max().orElse(0) + 1;
    var board = new Board(names, zones, rows, loads);
    for (int p = 0; p < loads.length; p++) {
      board.put(p, at[p]);
    }
    return board;
  }
}
