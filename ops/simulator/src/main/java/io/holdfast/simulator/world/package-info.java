/**
 * The world that the product's parts live in: time and what happens next, clocks that drift, a
 * Kafka of logs, leaders, links and transactions. It knows nothing of Holdfast; it depends on
 * {@code java.*} only.
 */
package io.holdfast.simulator.world;
