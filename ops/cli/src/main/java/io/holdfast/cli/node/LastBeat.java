package io.holdfast.cli.node;

import io.holdfast.records.Heartbeat;
import java.time.Instant;

/**
 * The newest heartbeat of a node.
 *
 * @param at broker time
 */
record LastBeat(Instant at, Heartbeat heartbeat) {}
