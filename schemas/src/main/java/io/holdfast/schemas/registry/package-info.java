/**
 * The schema registry as Holdfast sees it: {@link io.holdfast.schemas.registry.SchemaRegistry},
 * spoken over HTTP or kept in memory, and what can go wrong with it. May depend on Avro, Jackson
 * and Kafka's configuration and exception classes.
 */
package io.holdfast.schemas.registry;
