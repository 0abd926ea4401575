package io.holdfast.agent.host;

/**
 * The process that leads a workload's tree.
 *
 * @param startTicks when it began, clock ticks since boot; 0 when it ended before it was looked at
 */
public record Root(long pid, long startTicks) {}
