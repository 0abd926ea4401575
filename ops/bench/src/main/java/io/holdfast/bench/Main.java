package io.holdfast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code holdfast bench NAME [--quick] [--json FILE]}: exit 1 when a floor is missed. */
public final class Main {

  private Main() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(List.of(args)));
  }

  private static List<Bench> benches(List<String> args) {
    return List.of(
        new AgentBench(),
        new BackupBench(),
        new FailoverBench(),
        new LivenessBench(),
        new PlannerBench(file(args, "--data")),
        new DecisionsBench(),
        new ReplayBench(),
        new ConsoleBench());
  }

  private static int run(List<String> args) throws Exception {
    String name = args.isEmpty() ? "" : args.get(0);
    List<Bench> benches = benches(args);
    Optional<Bench> bench = benches.stream().filter(b -> b.name().equals(name)).findFirst();
    boolean fileMissing = isLast(args, "--json") || isLast(args, "--data");
    if (bench.isEmpty() || fileMissing) {
      System.err.println("usage: holdfast bench NAME [--quick] [--json FILE]");
      System.err.println("       holdfast bench planner --data DIRECTORY");
      System.err.println(
          "benches: " + String.join(", ", benches.stream().map(Bench::name).toList()));
      return 2;
    }
    Effort effort = args.contains("--quick") ? Effort.QUICK : Effort.FULL;
    var report = new Report(name, effort, System.out);
    report.say(name + " on " + Machine.describe());
    bench.get().run(effort, report);
    Optional<Path> json = file(args, "--json");
    if (json.isPresent()) {
      report.writeTo(json.get());
    }
    return report.isOk() ? 0 : 1;
  }

  private static Optional<Path> file(List<String> args, String option) {
    int at = args.indexOf(option) + 1;
    return at > 0 && at < args.size() ? Optional.of(Path.of(args.get(at))) : Optional.empty();
  }

  private static boolean isLast(List<String> args, String option) {
    return args.indexOf(option) == args.size() - 1 && args.contains(option);
  }
}
