/**
 * Pulses: who observes a log says so, a few times a second, into the log itself. May depend on
 * Kafka's producer and the generated records.
 */
package io.holdfast.schemas.pulse;
