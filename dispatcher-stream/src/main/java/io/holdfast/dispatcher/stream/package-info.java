/**
 * The dispatcher on Kafka Streams: the funnel that puts a pool's inputs into one order, and the
 * fold of that order. Begin with {@link io.holdfast.dispatcher.stream.DispatcherTopology}.
 */
package io.holdfast.dispatcher.stream;
