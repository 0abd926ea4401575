package io.holdfast.dispatcher.domain.state;

import java.util.List;

/**
 * The guards' memory.
 *
 * @param isTripped whether failovers wait for a reset
 * @param deaths those within the window, oldest first
 * @param failovers observed times of the failovers of the last minute, oldest first
 * @param backSince observed time since which the nodes that tripped it are back; {@link
 *     Long#MAX_VALUE} while they are not
 */
public record Breaker(boolean isTripped, List<Death> deaths, List<Long> failovers, long backSince) {

  public static final Breaker CLOSED = new Breaker(false, List.of(), List.of(), Long.MAX_VALUE);

  public Breaker {
    deaths = List.copyOf(deaths);
    failovers = List.copyOf(failovers);
  }

  /** A node's death. */
  public record Death(String node, String zone, long at) {}

  public Breaker tripped(boolean value) {
    return new Breaker(value, deaths, failovers, Long.MAX_VALUE);
  }

  public Breaker deaths(List<Death> value) {
    return new Breaker(isTripped, value, failovers, backSince);
  }

  public Breaker failovers(List<Long> value) {
    return new Breaker(isTripped, deaths, value, backSince);
  }

  public Breaker backSince(long value) {
    return new Breaker(isTripped, deaths, failovers, value);
  }
}
