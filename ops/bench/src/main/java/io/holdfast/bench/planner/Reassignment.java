package io.holdfast.bench.planner;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;

/**
 * An instance of the machine reassignment problem (ROADEF/EURO challenge 2012), and whether an
 * assignment keeps its hard constraints. Costs are read over.
 */
final class Reassignment {

  final int resources;
  final int machines;
  final int processes;
  final boolean[] isTransient;
  final long[][] capacity;
  final int[] location;
  final int[] service;
  final long[][] requirement;
  final int[] initial;
  private final int[] neighbourhood;
  private final int[] spreadMin;
  private final int[][] dependencies;

  private Reassignment(Numbers model, Numbers assignment) throws IOException {
    resources = model.next();
    isTransient = new boolean[resources];
    for (int r = 0; r < resources; r++) {
      isTransient[r] = model.next() == 1;
      model.next();
    }
    machines = model.next();
    capacity = new long[machines][resources];
    location = new int[machines];
    neighbourhood = new int[machines];
    for (int m = 0; m < machines; m++) {
      neighbourhood[m] = model.next();
      location[m] = model.next();
      for (int r = 0; r < resources; r++) {
        capacity[m][r] = model.next();
      }
      model.skip(resources + machines);
    }
    int services = model.next();
    spreadMin = new int[services];
    dependencies = new int[services][];
    for (int s = 0; s < services; s++) {
      spreadMin[s] = model.next();
      dependencies[s] = new int[model.next()];
      for (int d = 0; d < dependencies[s].length; d++) {
        dependencies[s][d] = model.next();
      }
    }
    processes = model.next();
    service = new int[processes];
    requirement = new long[processes][resources];
    initial = new int[processes];
    for (int p = 0; p < processes; p++) {
      service[p] = model.next();
      for (int r = 0; r < resources; r++) {
        requirement[p][r] = model.next();
      }
      model.next();
      initial[p] = assignment.next();
    }
  }

  /** Reads {@code model_NAME.txt.gz} and {@code assignment_NAME.txt.gz}. */
  static Reassignment read(Path directory, String name) throws IOException {
    try (var model = new Numbers(directory.resolve("model_" + name + ".txt.gz"));
        var assignment = new Numbers(directory.resolve("assignment_" + name + ".txt.gz"))) {
      return new Reassignment(model, assignment);
    }
  }

  /** Whole numbers, separated by white space. */
  private static final class Numbers implements AutoCloseable {
    private final BufferedReader reader;
    private StringTokenizer line = new StringTokenizer("");

    Numbers(Path file) throws IOException {
      reader =
          new BufferedReader(
              new InputStreamReader(
                  new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII));
    }

    int next() throws IOException {
      while (!line.hasMoreTokens()) {
        String next = reader.readLine();
        if (next == null) {
          throw new EOFException("the instance ends early");
        }
        line = new StringTokenizer(next);
      }
      return Integer.parseInt(line.nextToken());
    }

    void skip(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        next();
      }
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }

  /** Greatest share of a resource that is used on a machine. */
  double maximum(int[] at) {
    long[][] used = used(at, false);
    double most = 0;
    for (int m = 0; m < machines; m++) {
      for (int r = 0; r < resources; r++) {
        most = Math.max(most, capacity[m][r] == 0 ? 0 : (double) used[m][r] / capacity[m][r]);
      }
    }
    return most;
  }

  private long[][] used(int[] at, boolean duringMoves) {
    long[][] used = new long[machines][resources];
    for (int p = 0; p < processes; p++) {
      for (int r = 0; r < resources; r++) {
        used[at[p]][r] += requirement[p][r];
        if (duringMoves && isTransient[r] && at[p] != initial[p]) {
          used[initial[p]][r] += requirement[p][r];
        }
      }
    }
    return used;
  }

  /**
   * Processes that moved and are part of a broken constraint; where there is none the assignment
   * keeps all of them.
   */
  Set<Integer> offenders(int[] at) {
    Set<Integer> machinesBroken = new HashSet<>();
    Set<Integer> servicesBroken = new HashSet<>();
    overfull(at, machinesBroken);
    twice(at, machinesBroken);
    spread(at, servicesBroken);
    dependencies(at, servicesBroken);
    Set<Integer> offenders = new TreeSet<>();
    for (int p = 0; p < processes; p++) {
      boolean isPart = machinesBroken.contains(at[p]) || servicesBroken.contains(service[p]);
      boolean isRemains = machinesBroken.contains(initial[p]);
      if (at[p] != initial[p] && (isPart || isRemains)) {
        offenders.add(p);
      }
    }
    return offenders;
  }

  private void overfull(int[] at, Set<Integer> broken) {
    long[][] used = used(at, true);
    for (int m = 0; m < machines; m++) {
      for (int r = 0; r < resources; r++) {
        if (used[m][r] > capacity[m][r]) {
          broken.add(m);
        }
      }
    }
  }

  private void twice(int[] at, Set<Integer> broken) {
    Set<Long> seen = new HashSet<>();
    for (int p = 0; p < processes; p++) {
      if (!seen.add((long) service[p] * machines + at[p])) {
        broken.add(at[p]);
      }
    }
  }

  private void spread(int[] at, Set<Integer> broken) {
    Map<Integer, Set<Integer>> locations = new HashMap<>();
    for (int p = 0; p < processes; p++) {
      locations.computeIfAbsent(service[p], s -> new HashSet<>()).add(location[at[p]]);
    }
    locations.forEach(
        (s, of) -> {
          if (of.size() < spreadMin[s]) {
            broken.add(s);
          }
        });
  }

  private void dependencies(int[] at, Set<Integer> broken) {
    Map<Integer, Set<Integer>> around = new HashMap<>();
    for (int p = 0; p < processes; p++) {
      around.computeIfAbsent(service[p], s -> new HashSet<>()).add(neighbourhood[at[p]]);
    }
    around.forEach(
        (s, of) -> {
          for (int needed : dependencies[s]) {
            if (!around.getOrDefault(needed, Set.of()).containsAll(of)) {
              broken.add(s);
              broken.add(needed);
            }
          }
        });
  }
}
