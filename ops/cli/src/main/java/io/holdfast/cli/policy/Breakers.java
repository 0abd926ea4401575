package io.holdfast.cli.policy;

import io.holdfast.cli.cluster.Cluster;
import io.holdfast.cli.cluster.Start;
import io.holdfast.schemas.policy.Breaker;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The breakers of a cluster, from all decisions that are kept: a trip counts however old. */
public final class Breakers {

  private Breakers() {}

  /** Of each pool that decided anything, by its name. */
  public static NavigableMap<String, Breaker> of(Cluster cluster) {
    var breakers = new TreeMap<String, Breaker>();
    cluster
        .reader()
        .toEnd(
            cluster.topics().decisions(),
            Start.BEGINNING,
            entry ->
                breakers
                    .computeIfAbsent(entry.value().getPool(), pool -> new Breaker())
                    .decided(entry.value()));
    return breakers;
  }
}
