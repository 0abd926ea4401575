package io.holdfast.cli.policy;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Decision;
import io.holdfast.records.Placement;
import io.holdfast.records.PlacementPhase;
import io.holdfast.schemas.policy.Breaker;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = "Shows the breakers of all pools. Ends with 1 when one is tripped.")
final class BreakerStatus extends HoldfastCommand {

  @Option(names = "--pool", paramLabel = "POOL", description = "Only this pool's.")
  private String pool;

  private record Row(String pool, Breaker breaker, List<String> held) {}

  @Override
  protected ExitCode run(Session session) {
    Cluster cluster = session.cluster();
    var placements = cluster.reader().newest(cluster.topics().placements());
    List<Row> rows =
        Breakers.of(cluster).entrySet().stream()
            .filter(entry -> pool == null || pool.equals(entry.getKey()))
            .map(entry -> row(entry.getKey(), entry.getValue(), placements))
            .toList();
    session.list(columns(session), rows, "No pool has decided anything yet.");
    List<Row> tripped = rows.stream().filter(row -> row.breaker().isTripped()).toList();
    tripped.forEach(
        row ->
            session.remark(
                "Let go: holdfast breaker reset --pool %s --replay|--discard --reason …"
                    .formatted(row.pool())));
    return tripped.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  /** Held still is what was held and did not go on where it was. */
  private static Row row(String pool, Breaker breaker, Map<String, Entry<Placement>> placements) {
    List<String> held =
        breaker.held().stream()
            .filter(placements::containsKey)
            .filter(w -> placements.get(w).value().getPhase() == PlacementPhase.HELD)
            .toList();
    return new Row(pool, breaker, held);
  }

  private static Columns<Row> columns(Session session) {
    return Columns.<Row>none()
        .text("pool", Row::pool)
        .styled(
            "state",
            row -> row.breaker().isTripped() ? "TRIPPED" : "CLOSED",
            row -> row.breaker().isTripped() ? Style.BAD : Style.GOOD)
        .number(
            "for",
            row -> last(row, Decision::getDecidedAtMillis),
            row -> last(row, decision -> session.ago(decision.getDecidedAtMillis())))
        .number("held", Row::held, row -> "" + row.held().size())
        .text("reason", row -> last(row, Decision::getReason))
        .text("decision", row -> last(row, Decision::getId))
        .text("why", row -> last(row, Decision::getWhy));
  }

  private static <T> T last(Row row, Function<Decision, T> property) {
    return row.breaker().last().map(property).orElse(null);
  }
}
