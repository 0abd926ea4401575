package io.holdfast.simulator;

import io.holdfast.simulator.fault.Fault;
import io.holdfast.simulator.fault.Plan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the product's own domain classes in a seeded world of faults. */
@Command(
    name = "holdfast simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the product's own domain classes, on one thread, in seeded worlds of faults.",
      "A run is ten minutes of 20 nodes with 60 workloads. Exit code 1 when a promise was broken:",
      "the seed is printed, and the fewest of its faults that still break it."
    })
public final class Main implements Callable<Integer> {

  private static final double RUNS_AN_HOUR = 6;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of the first run; the others follow (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private long seed;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "How many runs (default: ${DEFAULT-VALUE}).",
      defaultValue = "100")
  private int runs;

  @Option(
      names = "--story",
      description = "Tell what happens in the run of the seed, step by step, instead.")
  private boolean story;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Keep the seeds that break a promise in DIR, each with its fewest faults.")
  private Path keep;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    if (story) {
      Simulation.story(seed, Plan.of(seed)).forEach(out::println);
      return report(Simulation.run(seed)) ? 0 : 1;
    }
    return runAll() ? 0 : 1;
  }

  private boolean runAll() throws IOException {
    long began = System.nanoTime();
    long starts = 0;
    long deaths = 0;
    int broken = 0;
    for (long each = seed; each < seed + runs; each++) {
      Outcome outcome = Simulation.run(each);
      starts += outcome.leasedStarts();
      deaths += outcome.deaths();
      broken += report(outcome) ? 0 : 1;
    }
    double minutes = (System.nanoTime() - began) / 60e9;
    out.printf(
        "%d runs from seed %d: %d broke a promise; %d starts of leased workloads, %d verdicts of"
            + " silence%n",
        runs, seed, broken, starts, deaths);
    out.printf(
        "%.1f cluster-hours in %.1f s: %.0f cluster-hours a minute%n",
        runs / RUNS_AN_HOUR, minutes * 60, runs / RUNS_AN_HOUR / minutes);
    return broken == 0;
  }

  /** Tells what broke, and the least that breaks it; true when nothing did. */
  private boolean report(Outcome outcome) throws IOException {
    if (outcome.breach().isEmpty()) {
      return true;
    }
    out.printf("seed %d: %s%n", outcome.seed(), outcome.breach().get());
    Outcome least = Shrinker.shrink(outcome);
    List<Fault> faults = least.faults();
    out.printf(
        "  %d of %d faults suffice: %s%n",
        faults.size(), outcome.faults().size(), least.breach().orElseThrow());
    faults.forEach(fault -> out.printf("    %s   (%s)%n", fault, fault.kind().words()));
    if (keep != null) {
      out.printf("  kept as %s%n", KeptSeed.of(least).writeTo(keep));
    }
    return false;
  }
}
