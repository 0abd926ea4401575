package io.holdfast.console.web;

import io.holdfast.console.domain.Recent;
import io.holdfast.console.domain.World;
import io.holdfast.records.Command;
import io.holdfast.records.CommandResult;
import io.holdfast.records.Decision;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/** Placements, and the logs: decisions, moves, verdicts. */
final class LogPages {

  private static final int MOST_ROWS = 300;
  private static final int MOST_PLACEMENTS = 2_000;

  private LogPages() {}

  static Map<String, Object> placements(World world, Filter filter) {
    List<Placement> found =
        world.placements().values().stream()
            .filter(
                p ->
                    filter.pool(p.getPool())
                        && filter.kind(p.getPhase())
                        && filter.text(p.getWorkload(), p.getNode(), p.getMovingFrom()))
            .toList();
    return new Fields()
        .and("total", found.size())
        .and("placements", found.subList(0, Math.min(MOST_PLACEMENTS, found.size())))
        .map();
  }

  static List<Map<String, Object>> decisions(World world, Filter filter) {
    Predicate<Decision> wanted =
        d ->
            filter.pool(d.getPool())
                && filter.kind(d.getKind())
                && filter.text(d.getId(), d.getWorkload(), d.getNode(), d.getChosen(), d.getWhy());
    return world.decisions().newest(MOST_ROWS, wanted).stream().map(LogPages::brief).toList();
  }

  /** With the candidates, which a list leaves out. */
  static Optional<Map<String, Object>> decision(World world, String id) {
    return world.decisions().newest(1, d -> d.getId().equals(id)).stream()
        .findFirst()
        .map(event -> event(event));
  }

  static List<Map<String, Object>> moves(World world, Filter filter) {
    return world.moves().newest(MOST_ROWS, record -> isWanted(record, filter)).stream()
        .map(LogPages::event)
        .toList();
  }

  private static boolean isWanted(Object record, Filter filter) {
    if (record instanceof Command command) {
      return filter.pool(command.getPool())
          && filter.kind(command.getCause())
          && filter.text(
              command.getWorkload(), command.getNode(), command.getFrom(), command.getTo());
    }
    return record instanceof CommandResult result
        && filter.pool(result.getPool())
        && filter.kind(result.getResult())
        && filter.text(result.getWorkload(), result.getNode());
  }

  static List<Map<String, Object>> verdicts(World world, Filter filter) {
    Predicate<NodeStatus> wanted =
        s -> filter.pool(s.getPool()) && filter.kind(s.getState()) && filter.text(s.getNode());
    return world.verdicts().newest(MOST_ROWS, wanted).stream().map(LogPages::event).toList();
  }

  /** Anything that happened, with its type, as lists and the stream of events have it. */
  static Map<String, Object> event(Recent.Event<?> event) {
    return new Fields()
        .and("type", ((SpecificRecord) event.record()).getSchema().getName())
        .and("atMillis", event.atMillis())
        .and("record", event.record())
        .map();
  }

  private static Map<String, Object> brief(Recent.Event<Decision> event) {
    Decision d = event.record();
    return new Fields()
        .and("type", "Decision")
        .and("atMillis", event.atMillis())
        .and(
            "record",
            new Fields()
                .and("id", d.getId())
                .and("pool", d.getPool())
                .and("kind", d.getKind())
                .and("workload", d.getWorkload())
                .and("node", d.getNode())
                .and("chosen", d.getChosen())
                .and("reason", d.getReason())
                .and("why", d.getWhy())
                .map())
        .map();
  }
}
