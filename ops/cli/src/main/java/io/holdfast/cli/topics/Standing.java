package io.holdfast.cli.topics;

import io.holdfast.schemas.Topic;
import io.holdfast.schemas.admin.Finding;
import java.util.List;
import java.util.Optional;

/**
 * A topic of the contract as it stands on a cluster.
 *
 * @param topic as the contract has it
 * @param found as the cluster has it; empty: it has none
 * @param findings where they differ
 */
record Standing(Topic<?, ?> topic, Optional<Found> found, List<Finding> findings) {

  /**
   * A topic of a cluster.
   *
   * @param partitions count
   * @param replication copies of each partition, the least of all
   * @param records offsets between begin and end, all partitions together
   */
  record Found(int partitions, int replication, long records) {}

  /** What a topic's standing is called. */
  enum Verdict {
    OK,
    /** It can be worked with, but it is not what the contract says. */
    DIFFERS,
    /** Working with it does harm. */
    WRONG,
    MISSING
  }

  Standing {
    findings = List.copyOf(findings);
  }

  Verdict verdict() {
    if (found.isEmpty()) {
      return Verdict.MISSING;
    }
    if (findings.isEmpty()) {
      return Verdict.OK;
    }
    return findings.stream().anyMatch(Finding::isError) ? Verdict.WRONG : Verdict.DIFFERS;
  }

  /** Each difference in a sentence, empty when there is none. */
  List<String> differences() {
    return findings.stream().map(Finding::words).toList();
  }
}
