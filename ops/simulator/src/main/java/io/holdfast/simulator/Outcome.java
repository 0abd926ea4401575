package io.holdfast.simulator;

import io.holdfast.simulator.fault.Fault;
import java.util.List;
import java.util.Optional;

/**
 * What came of one run.
 *
 * @param breach the promise that was broken and how, in words; none when all were kept
 * @param events things that happened
 * @param leasedStarts processes of leased workloads that began
 * @param deaths verdicts of silence
 */
public record Outcome(
    long seed,
    List<Fault> faults,
    Optional<String> breach,
    long events,
    long leasedStarts,
    long deaths) {}
