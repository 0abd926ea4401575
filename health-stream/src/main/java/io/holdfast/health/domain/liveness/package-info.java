/**
 * Heartbeats and pulses of one partition become verdicts about nodes. {@link
 * io.holdfast.health.domain.liveness.Liveness} is the way in. Pure, as all of {@code domain}.
 */
package io.holdfast.health.domain.liveness;
