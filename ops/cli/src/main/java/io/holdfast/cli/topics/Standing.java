package io.holdfast.cli.topics;

import io.holdfast.schemas.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A topic of the contract as it stands on a cluster.
 *
 * @param topic as the contract has it
 * @param found as the cluster has it; empty: it has none
 */
record Standing(Topic<?, ?> topic, Optional<Found> found) {

  /**
   * A topic of a cluster.
   *
   * @param partitions count
   * @param replication copies of each partition, the least of all
   * @param settings effective values by name
   * @param records offsets between begin and end, all partitions together
   */
  record Found(int partitions, int replication, Map<String, String> settings, long records) {}

  /** What a topic's standing is called. */
  enum Verdict {
    OK,
    MISSING,
    DIFFERS
  }

  Verdict verdict() {
    if (found.isEmpty()) {
      return Verdict.MISSING;
    }
    return differences().isEmpty() ? Verdict.OK : Verdict.DIFFERS;
  }

  /** Each difference in words, empty when there is none. */
  List<String> differences() {
    if (found.isEmpty()) {
      return List.of("it does not exist");
    }
    var differences = new ArrayList<String>();
    Found actual = found.get();
    if (actual.partitions() != topic.partitions()) {
      differences.add("%d partitions, not %d".formatted(actual.partitions(), topic.partitions()));
    }
    ContractSettings.of(topic, actual.replication())
        .forEach(
            (name, wanted) -> {
              String set = actual.settings().get(name);
              if (!wanted.equals(set)) {
                differences.add("%s is %s, not %s".formatted(name, set, wanted));
              }
            });
    return differences;
  }
}
