/**
 * Real parts to try Holdfast on: Kafka, a schema registry and PostgreSQL, on loopback, in a
 * directory that is deleted.
 *
 * <p>Tests, the demo and {@code ops/holdfast sandbox} use the same classes. The package depends on
 * none of Holdfast's other modules, so that every one of them can be tested with it.
 */
package io.holdfast.sandbox;
