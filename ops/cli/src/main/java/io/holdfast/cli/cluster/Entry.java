package io.holdfast.cli.cluster;

import io.holdfast.schemas.Topic;
import java.time.Instant;

/**
 * One record of a topic.
 *
 * @param value null for a tombstone
 * @param at broker time
 * @param <V> type of the value
 */
public record Entry<V>(
    Topic<String, ? extends V> topic,
    String key,
    V value,
    int partition,
    long offset,
    Instant at) {}
