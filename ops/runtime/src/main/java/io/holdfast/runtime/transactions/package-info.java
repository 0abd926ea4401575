/**
 * Ends the transactions of an app that a broker left open although they are over.
 *
 * <p>Kafka 4.0 to 4.3 forget the markers of a transaction whose partitions have no leader at that
 * moment (KAFKA-20734), as after a power cut. Readers of what is committed then wait for ever.
 * Depends on Kafka's client alone.
 */
package io.holdfast.runtime.transactions;
