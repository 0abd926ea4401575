/**
 * Records for the eye: what {@code kafka-console-consumer --formatter} prints. May depend on Avro,
 * Jackson, Kafka's clients and {@code io.holdfast.schemas.serde}.
 */
package io.holdfast.schemas.format;
