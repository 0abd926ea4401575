package io.holdfast.agent.state;

import io.holdfast.agent.domain.Grant;
import io.holdfast.records.Fencing;

/**
 * A process that was launched.
 *
 * @param incarnation that launched it
 * @param program name of its program in the configuration
 * @param runBy who must be asked about it, as its program said then
 * @param pid process id, 0 where its driver knows none; reused by the kernel, so it means something
 *     only with its start
 * @param startTicks when the process began, clock ticks since boot (field 22 of proc_pid_stat(5))
 */
public record Launch(
    long incarnation,
    Grant grant,
    String program,
    String runBy,
    Fencing fencing,
    long pid,
    long startTicks) {}
