package io.holdfast.dispatcher.domain.state;

import io.holdfast.records.CommandCause;

/**
 * A move that was decided and waits for its turn.
 *
 * @param to target; null for the best one when its turn comes
 * @param decision id of the decision
 */
public record Wish(
    String workload, String from, String to, CommandCause cause, String decision, String why) {}
