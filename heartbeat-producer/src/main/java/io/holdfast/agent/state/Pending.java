package io.holdfast.agent.state;

import io.holdfast.agent.domain.Grant;
import io.holdfast.records.CommandResult;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;

/**
 * A result that is on disk until the broker acknowledges it.
 *
 * @param number count within the journal; only grows
 * @param incarnation that acted
 * @param atMillis the wall clock when it was reported
 */
public record Pending(
    long number,
    long incarnation,
    Grant grant,
    ResultKind result,
    ResultReason reason,
    String detail,
    long atMillis) {

  public CommandResult toRecord(String node, String pool) {
    return new CommandResult(
        node, pool, incarnation, grant.workload(), grant.epoch(), result, reason, detail, atMillis);
  }
}
