/**
 * What the agent decides: incarnations, reconciliation, closed epochs, restarts, health, the beat.
 * Pure: depends on {@code java.*} and the generated records only; time is handed in as monotonic
 * nanoseconds.
 */
package io.holdfast.agent.domain;
