package io.holdfast.cli.load;

import static java.util.stream.Collectors.joining;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.output.Amounts;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.NodeLoad;
import io.holdfast.records.ResourceBalance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = {
      "Shows the newest closed window of each pool, a line for each resource.",
      "The degree is the average over the maximum: 1 is even."
    })
final class LoadShow extends HoldfastCommand {

  private static final int NODES_SHOWN = 3;

  @Parameters(arity = "0..1", paramLabel = "POOL", description = "One pool.")
  private String pool;

  @Option(
      names = "--windows",
      paramLabel = "N",
      defaultValue = "1",
      description = "The newest so many windows (default: ${DEFAULT-VALUE}).")
  private int windows;

  private record Line(LoadBalance window, ResourceBalance resource) {

    /** The resource that gives the pool its degree. */
    boolean isDecisive() {
      return resource.getResource().equals(window.getResource());
    }
  }

  @Override
  protected ExitCode run(Session session) {
    List<LoadBalance> newest = newest(session.cluster());
    if (session.json()) {
      session.list(
          Columns.<LoadBalance>none()
              .text("pool", LoadBalance::getPool)
              .text("window", LoadBalance::getWindow)
              .text("windowMillis", LoadBalance::getWindowMillis)
              .text("closedAtMillis", LoadBalance::getClosedAtMillis)
              .text("degree", LoadBalance::getDegree)
              .text("resource", LoadBalance::getResource)
              .text("resources", LoadBalance::getResources)
              .text("reported", LoadBalance::getReported)
              .text("unknown", LoadBalance::getUnknown)
              .text("asksForPlan", LoadBalance::getAsksForPlan),
          newest,
          "");
      return ExitCode.OK;
    }
    List<Line> lines =
        newest.stream()
            .flatMap(window -> window.getResources().stream().map(r -> new Line(window, r)))
            .toList();
    session.list(
        columns(session),
        lines,
        "No window was closed yet: is health-stream running, and do agents send samples?");
    newest.stream()
        .filter(window -> !window.getUnknown().isEmpty())
        .forEach(
            window ->
                session.remark(
                    "Pool %s: %d nodes reported, unknown: %s"
                        .formatted(
                            window.getPool(),
                            window.getReported(),
                            String.join(", ", window.getUnknown()))));
    return ExitCode.OK;
  }

  private List<LoadBalance> newest(Cluster cluster) {
    var byPool = new TreeMap<String, List<LoadBalance>>();
    cluster.reader().list(cluster.topics().loadBalance(), Start.last(100 * windows)).stream()
        .map(Entry::value)
        .filter(LoadBalance.class::isInstance)
        .map(LoadBalance.class::cast)
        .filter(window -> pool == null || pool.equals(window.getPool()))
        .forEach(
            window -> byPool.computeIfAbsent(window.getPool(), p -> new ArrayList<>()).add(window));
    return byPool.values().stream()
        .flatMap(all -> all.subList(Math.max(0, all.size() - windows), all.size()).stream())
        .toList();
  }

  private static Columns<Line> columns(Session session) {
    return Columns.<Line>none()
        .text("pool", line -> line.window().getPool())
        .number("window", line -> line.window().getWindow())
        .text(
            "closed",
            l -> l.window().getClosedAtMillis(),
            l -> session.at(l.window().getClosedAtMillis()))
        .text("resource", line -> line.resource().getResource())
        .styled(
            "degree",
            line ->
                String.format(
                    Locale.ROOT,
                    "%.2f%s",
                    line.resource().getDegree(),
                    line.isDecisive() ? " *" : ""),
            line ->
                line.isDecisive() && line.window().getAsksForPlan() ? Style.WARNING : Style.PLAIN)
        .number(
            "average",
            l -> l.resource().getAverage(),
            l -> Amounts.share(l.resource().getAverage()))
        .number(
            "maximum",
            l -> l.resource().getMaximum(),
            l -> Amounts.share(l.resource().getMaximum()))
        .text("hottest", line -> nodes(line.resource().getHottest()))
        .text("coolest", line -> nodes(line.resource().getCoolest()));
  }

  private static String nodes(List<NodeLoad> loads) {
    return loads.stream()
        .limit(NODES_SHOWN)
        .map(load -> load.getNode() + " " + Amounts.share(load.getLoad()))
        .collect(joining(", "));
  }
}
