package io.holdfast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code holdfast bench NAME [--quick] [--json FILE]}: exit 1 when a floor is missed. */
public final class Main {

  private static final List<Bench> BENCHES =
      List.of(new BackupBench(), new LivenessBench(), new PlannerBench(), new ConsoleBench());

  private Main() {}

  public static void main(String[] args) throws Exception {
    System.exit(run(List.of(args)));
  }

  private static int run(List<String> args) throws Exception {
    String name = args.isEmpty() ? "" : args.get(0);
    Optional<Bench> bench = BENCHES.stream().filter(b -> b.name().equals(name)).findFirst();
    int file = args.indexOf("--json") + 1;
    boolean fileMissing = file > 0 && file >= args.size();
    if (bench.isEmpty() || fileMissing) {
      System.err.println("usage: holdfast bench NAME [--quick] [--json FILE]");
      System.err.println(
          "benches: " + String.join(", ", BENCHES.stream().map(Bench::name).toList()));
      return 2;
    }
    Effort effort = args.contains("--quick") ? Effort.QUICK : Effort.FULL;
    var report = new Report(name, effort, System.out);
    report.say(name + " on " + Machine.describe());
    bench.get().run(effort, report);
    if (file > 0) {
      report.writeTo(Path.of(args.get(file)));
    }
    return report.isOk() ? 0 : 1;
  }
}
