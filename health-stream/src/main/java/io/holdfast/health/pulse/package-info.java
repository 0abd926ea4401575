/**
 * Pulses: proof in the log that time passed while somebody observed. Depends on Kafka's clients.
 */
package io.holdfast.health.pulse;
