package io.holdfast.cli.policy;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.cli.cluster.Start;
import io.holdfast.cli.output.Columns;
import io.holdfast.cli.output.Style;
import io.holdfast.cli.shell.ExitCode;
import io.holdfast.cli.shell.HoldfastCommand;
import io.holdfast.cli.shell.Session;
import io.holdfast.records.Decision;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = "Shows the breakers of all pools. Ends with 1 when one is tripped.")
final class BreakerStatus extends HoldfastCommand {

  @Option(names = "--pool", paramLabel = "POOL", description = "Only this pool's.")
  private String pool;

  @Override
  protected ExitCode run(Session session) {
    Cluster cluster = session.cluster();
    List<Decision> decisions =
        cluster.reader().list(cluster.topics().decisions(), Start.BEGINNING).stream()
            .map(Entry::value)
            .filter(decision -> pool == null || pool.equals(decision.getPool()))
            .toList();
    List<Breaker> breakers = Breaker.of(decisions);
    session.list(columns(session), breakers, "No pool has decided anything yet.");
    breakers.stream()
        .filter(Breaker::isTripped)
        .forEach(
            breaker ->
                session.remark(
                    "Let go: holdfast breaker reset --pool %s --replay|--discard --reason …"
                        .formatted(breaker.pool())));
    return breakers.stream().anyMatch(Breaker::isTripped) ? ExitCode.FAILED : ExitCode.OK;
  }

  private static Columns<Breaker> columns(Session session) {
    return Columns.<Breaker>none()
        .text("pool", Breaker::pool)
        .styled(
            "state",
            breaker -> breaker.isTripped() ? "TRIPPED" : "CLOSED",
            breaker -> breaker.isTripped() ? Style.BAD : Style.GOOD)
        .number(
            "for",
            breaker -> breaker.last().map(Decision::getDecidedAtMillis).orElse(null),
            breaker ->
                breaker.last().map(last -> session.ago(last.getDecidedAtMillis())).orElse(null))
        .number("held", breaker -> List.copyOf(breaker.held()), b -> "" + b.held().size())
        .text("reason", breaker -> breaker.last().map(Decision::getReason).orElse(null))
        .text("decision", breaker -> breaker.last().map(Decision::getId).orElse(null))
        .text("why", breaker -> breaker.last().map(Decision::getWhy).orElse(null));
  }
}
