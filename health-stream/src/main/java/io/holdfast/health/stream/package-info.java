/**
 * The Kafka Streams app: reads records, lets the domain judge, publishes. May depend on Kafka
 * Streams and {@code domain}; decides nothing.
 */
package io.holdfast.health.stream;
