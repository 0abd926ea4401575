package io.holdfast.agent.domain;

import java.util.Optional;

/**
 * One unbroken lease of an agent.
 *
 * @param number greater than every earlier one of the same state directory, and at least the epoch
 *     milliseconds at its begin, so that a node that lost its state still grows
 * @param predecessor the incarnation before it on the same state directory, if any
 * @param bootId the kernel's boot id
 */
public record Incarnation(long number, Optional<Long> predecessor, String bootId) {

  /** The first incarnation of a state directory. */
  public static Incarnation first(String bootId, long epochMillis) {
    return new Incarnation(epochMillis, Optional.empty(), bootId);
  }

  /** The incarnation after this one, also when the wall clock went back. */
  public Incarnation successor(String currentBootId, long epochMillis) {
    return new Incarnation(Math.max(number + 1, epochMillis), Optional.of(number), currentBootId);
  }

  /** Whether processes of that incarnation may still be alive: the kernel is the same. */
  public boolean isOfBoot(String currentBootId) {
    return bootId.equals(currentBootId);
  }
}
