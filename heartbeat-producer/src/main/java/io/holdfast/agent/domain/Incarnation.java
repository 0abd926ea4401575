package io.holdfast.agent.domain;

import java.util.Optional;

/**
 * One unbroken lease of an agent.
 *
 * @param number greater than every earlier one of the same state directory, and at least the epoch
 *     milliseconds at its begin, so that a node that lost its state still grows; of {@link #BOOTS}
 *     numbers in a row each boot has one, so that two machines with one node id do not begin the
 *     same incarnation, which both would take for their own
 * @param predecessor the incarnation before it on the same state directory, if any
 * @param bootId the kernel's boot id
 */
public record Incarnation(long number, Optional<Long> predecessor, String bootId) {

  private static final int BOOTS = 4_096;

  /** The first incarnation of a state directory. */
  public static Incarnation first(String bootId, long epochMillis) {
    return new Incarnation(ofBoot(bootId, epochMillis), Optional.empty(), bootId);
  }

  /** The incarnation after this one, also when the wall clock went back. */
  public Incarnation successor(String currentBootId, long epochMillis) {
    long next = ofBoot(currentBootId, Math.max(number + 1, epochMillis));
    return new Incarnation(next, Optional.of(number), currentBootId);
  }

  /** The boot's next number from here on. */
  private static long ofBoot(String bootId, long least) {
    int hash = bootId.hashCode();
    return least + Math.floorMod((hash ^ hash >>> 16) - least, BOOTS);
  }

  /**
   * Whether a later incarnation of the node has been heard: this one never will be. So it is when a
   * clock was set back and the state directory lost, or when a copy of the machine ran ahead.
   *
   * @param heard an incarnation that somebody has assigned something to
   */
  public boolean isOvertakenBy(long heard) {
    return heard > number;
  }

  /** Whether processes of that incarnation may still be alive: the kernel is the same. */
  public boolean isOfBoot(String currentBootId) {
    return bootId.equals(currentBootId);
  }
}
