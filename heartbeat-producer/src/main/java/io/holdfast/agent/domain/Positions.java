package io.holdfast.agent.domain;

import io.holdfast.records.LogPosition;

/** Order of positions as far as there is one. */
final class Positions {

  private Positions() {}

  /**
   * Whether the candidate, which was read later, is to be taken. Within one partition of one topic
   * the offset decides. A re-created topic has another id and begins a new history, so a position
   * in it is newer than any in the old one.
   */
  static boolean isNewer(LogPosition candidate, LogPosition taken) {
    boolean sameLog =
        candidate.getTopicId().equals(taken.getTopicId())
            && candidate.getPartition() == taken.getPartition();
    return !sameLog || candidate.getOffset() > taken.getOffset();
  }
}
