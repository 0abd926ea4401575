package io.holdfast.dispatcher.domain.state;

import java.util.SortedMap;
import java.util.TreeMap;

/** How far health-stream has judged each partition of heartbeats, as it said last. */
public record Freshness(SortedMap<Integer, Judged> partitions) {

  public static final Freshness UNKNOWN = new Freshness(new TreeMap<>());

  /**
   * One partition.
   *
   * @param newest the newest record judged
   * @param judgedAtMillis broker time of it
   * @param lagMillis how far behind its log health-stream said it was
   */
  public record Judged(Position newest, long judgedAtMillis, long lagMillis) {}

  public Freshness with(Judged judged) {
    var more = new TreeMap<>(partitions);
    more.put(judged.newest().partition(), judged);
    return new Freshness(more);
  }
}
