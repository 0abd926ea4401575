/**
 * What the dispatcher knows of a pool: its entries, as immutable records that are stored one by
 * one, and the pool state that holds them.
 *
 * <p>Pure: {@code java.*}, the generated records and {@code domain.placement} only. Times are
 * observed time of the {@code pool-events} partition, in milliseconds, unless they say otherwise.
 */
package io.holdfast.dispatcher.domain.state;
