/** The folds outside of Kafka Streams, for tools and tests. Depends on {@code stream}'s readers. */
package io.holdfast.health.replay;
