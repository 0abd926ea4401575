package io.holdfast.agent.state;

import io.holdfast.agent.domain.Grant;

/**
 * A process that was launched.
 *
 * @param incarnation that launched it
 * @param pid process id; reused by the kernel, so it means something only with its start
 * @param startTicks when the process began, clock ticks since boot (field 22 of proc_pid_stat(5))
 */
public record Launch(long incarnation, Grant grant, long pid, long startTicks) {}
