/**
 * What will go wrong, found before it does: of the stores, the keys, Kafka, the source, the chain.
 */
package io.holdfast.backup.check;
