/**
 * The sink: the changes topic becomes segments in the stores. Kafka decides what belongs to a
 * chain, stores replicate it.
 */
package io.holdfast.backup.sink;
