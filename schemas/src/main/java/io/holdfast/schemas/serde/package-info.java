/**
 * Records to bytes and back, in the Confluent wire format, fast and without trust in the bytes. May
 * depend on Avro, Kafka's clients and {@code io.holdfast.schemas.registry}.
 */
package io.holdfast.schemas.serde;
