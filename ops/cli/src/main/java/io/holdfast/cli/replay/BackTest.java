package io.holdfast.cli.replay;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Entry;
import io.holdfast.dispatcher.domain.replay.Outcome;
import io.holdfast.dispatcher.domain.replay.WhatIf;
import io.holdfast.records.Decision;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.PolicyMark;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.PoolPolicy;
import io.holdfast.records.Pulse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was decided in a pool beside what another policy would have decided. */
record BackTest(String pool, Outcome was, Outcome would) {

  /** A mark that no mark in the log replaces. */
  static PolicyMark mark(PoolPolicy policy) {
    return new PolicyMark(
        policy.getPool(), Long.MAX_VALUE, policy.getLiveness(), policy.getBalance());
  }

  /**
   * Folds the pool's log under the other policy.
   *
   * @param origins where the pools' log is folded from
   * @param since time from which on what was and what would be is counted
   * @param was verdicts as they were
   * @param would verdicts under the other policy
   * @param decisions as they were
   */
  static BackTest of(
      Cluster cluster,
      Origins origins,
      Instant since,
      PoolPolicy policy,
      List<NodeStatus> was,
      List<NodeStatus> would,
      List<Decision> decisions) {
    String pool = policy.getPool();
    var log = cluster.topics().poolEvents();
    int home = log.partitionOf(pool, origins.folded().size());
    var whatIf =
        new WhatIf(
            PoolLog.begin(origins.of(home)),
            since.toEpochMilli(),
            policy,
            ofPool(would, pool, Instant.EPOCH));
    cluster
        .reader()
        .toEnd(
            log,
            origins.toStart(),
            entry -> {
              if (entry.partition() == home) {
                take(whatIf, entry);
              }
            });
    List<Decision> ofPool =
        decisions.stream()
            .filter(d -> d.getPool().equals(pool))
            .filter(d -> d.getDecidedAtMillis() >= since.toEpochMilli())
            .toList();
    return new BackTest(pool, Outcome.of(ofPool(was, pool, since), ofPool), whatIf.outcome());
  }

  private static void take(WhatIf whatIf, Entry<?> entry) {
    long millis = entry.at().toEpochMilli();
    if (entry.value() instanceof PoolEvent event) {
      whatIf.take(millis, event);
    } else if (entry.value() instanceof Pulse pulse) {
      whatIf.take(millis, pulse);
    }
  }

  private static List<NodeStatus> ofPool(List<NodeStatus> verdicts, String pool, Instant since) {
    return verdicts.stream()
        .filter(v -> v.getPool().equals(pool))
        .filter(v -> v.getDecidedAtMillis() >= since.toEpochMilli())
        .toList();
  }

  Map<String, Object> fields() {
    return Map.of("pool", pool, "was", fields(was), "would", fields(would));
  }

  private static Map<String, Object> fields(Outcome outcome) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("deaths", outcome.deaths());
    fields.put("mistaken", outcome.mistaken());
    fields.put("detectionMedianMillis", quantile(outcome, 0.5));
    fields.put("detectionLongestMillis", quantile(outcome, 1));
    fields.put("failovers", outcome.failovers());
    fields.put("held", outcome.held());
    fields.put("unplaceable", outcome.unplaceable());
    fields.put("moves", outcome.moves());
    fields.put("breakerTrips", outcome.trips());
    return fields;
  }

  List<String> lines(String file) {
    List<String> lines = new ArrayList<>();
    lines.add(line("pool " + pool, "as decided", "with " + file));
    lines.add(line("deaths", was.deaths(), would.deaths()));
    lines.add(line("  heard again later", was.mistaken(), would.mistaken()));
    lines.add(line("  detected after, median", seconds(was, 0.5), seconds(would, 0.5)));
    lines.add(line("  detected after, longest", seconds(was, 1), seconds(would, 1)));
    lines.add(line("failovers", was.failovers(), would.failovers()));
    lines.add(line("held", was.held(), would.held()));
    lines.add(line("unplaceable", was.unplaceable(), would.unplaceable()));
    lines.add(line("moves for balance", was.moves(), would.moves()));
    lines.add(line("breaker tripped", was.trips(), would.trips()));
    return lines;
  }

  private static String line(String what, Object was, Object would) {
    return "  %-26s %14s %22s".formatted(what, was, would);
  }

  private static Long quantile(Outcome outcome, double share) {
    List<Long> all = outcome.detectionMillis();
    return all.isEmpty() ? null : all.get((int) Math.ceil(share * all.size()) - 1);
  }

  private static String seconds(Outcome outcome, double share) {
    Long millis = quantile(outcome, share);
    return millis == null ? "-" : String.format(Locale.ROOT, "%.1f s", millis / 1e3);
  }
}
