package io.holdfast.dispatcher.domain.state;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What went wrong with a workload lately.
 *
 * @param attempts failures in a row
 * @param lastOn node of the last failure; null when there was none
 * @param unfit nodes that can not run it as they are, with the incarnation that said so
 */
public record Failures(int attempts, String lastOn, SortedMap<String, Long> unfit) {

  public static final Failures NONE = new Failures(0, null, new TreeMap<>());

  public Failures another(String node) {
    return new Failures(attempts + 1, node, unfit);
  }

  public Failures unfit(String node, long incarnation) {
    var grown = new TreeMap<>(unfit);
    grown.put(node, incarnation);
    return new Failures(attempts, lastOn, grown);
  }

  public Failures forgiven() {
    return new Failures(0, null, unfit);
  }
}
