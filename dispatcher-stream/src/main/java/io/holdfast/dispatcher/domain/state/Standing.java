package io.holdfast.dispatcher.domain.state;

/**
 * What operators said about a node.
 *
 * @param drain why it is drained; null when it is not
 * @param drainBy observed time by which it was to be empty; {@link Long#MAX_VALUE} when not told
 * @param maintenance why its silence is expected; null when it is not
 * @param maintenanceBy observed time until which that holds
 * @param isDiscarded whether the failovers that its death asked for were dropped with the breaker's
 *     reset
 */
public record Standing(
    String drain, long drainBy, String maintenance, long maintenanceBy, boolean isDiscarded) {

  public static final Standing NORMAL =
      new Standing(null, Long.MAX_VALUE, null, Long.MAX_VALUE, false);

  public Standing drained(String reason, long by) {
    return new Standing(reason, by, maintenance, maintenanceBy, isDiscarded);
  }

  public Standing maintained(String reason, long until) {
    return new Standing(drain, drainBy, reason, until, isDiscarded);
  }

  public Standing discarded(boolean value) {
    return new Standing(drain, drainBy, maintenance, maintenanceBy, value);
  }

  public boolean isDrained() {
    return drain != null;
  }

  public boolean isMaintained() {
    return maintenance != null;
  }
}
