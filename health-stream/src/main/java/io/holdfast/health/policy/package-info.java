/**
 * What operators say of a pool, brought into the logs that verdicts are made from. Depends on
 * Kafka's clients.
 */
package io.holdfast.health.policy;
