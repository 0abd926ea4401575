/**
 * Load samples and pulses of one partition become the balance of its pools. {@link
 * io.holdfast.health.domain.load.Load} is the way in. Pure, as all of {@code domain}.
 */
package io.holdfast.health.domain.load;
