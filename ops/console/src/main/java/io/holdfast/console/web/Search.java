package io.holdfast.console.web;

import io.holdfast.console.domain.World;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Finds nodes, workloads, pools, databases and decisions by a part of their names. */
final class Search {

  private static final int MOST = 20;

  private record Hit(String kind, String name, String more) {
    Map<String, Object> fields() {
      return new Fields().and("kind", kind).and("name", name).and("more", more).map();
    }
  }

  private Search() {}

  /** Names that begin with the text come first, then shorter ones. */
  static List<Map<String, Object>> in(World world, String text) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    if (wanted.isEmpty()) {
      return List.of();
    }
    return everything(world)
        .filter(hit -> hit.name().toLowerCase(Locale.ROOT).contains(wanted))
        .sorted(
            Comparator.<Hit>comparingInt(
                    hit -> hit.name().toLowerCase(Locale.ROOT).startsWith(wanted) ? 0 : 1)
                .thenComparingInt(hit -> hit.name().length())
                .thenComparing(Hit::name))
        .limit(MOST)
        .map(Hit::fields)
        .toList();
  }

  private static Stream<Hit> everything(World world) {
    Stream<Hit> named =
        Stream.of(
                world.pools().stream().map(pool -> new Hit("pool", pool.name(), "")),
                world.databases().keySet().stream().map(name -> new Hit("database", name, "")),
                world.fleet().all().stream()
                    .map(
                        node ->
                            new Hit(
                                "node",
                                node.name(),
                                node.state().map(Enum::name).orElse("") + " " + node.pool())),
                world.placements().values().stream()
                    .map(
                        placement ->
                            new Hit(
                                "workload",
                                placement.getWorkload(),
                                placement.getPhase() + " " + placement.getPool())))
            .flatMap(hits -> hits);
    Stream<Hit> decisions =
        world.decisions().newest(Integer.MAX_VALUE, d -> true).stream()
            .map(event -> event.record())
            .map(d -> new Hit("decision", d.getId(), d.getKind() + ": " + d.getWhy()));
    return Stream.concat(named, decisions);
  }
}
