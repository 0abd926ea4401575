/**
 * health-stream: heartbeats become verdicts, load samples become the degree of balance. {@link
 * io.holdfast.health.Main} puts the parts together; start reading at {@code stream.HealthTopology}
 * and {@code domain.liveness.Liveness}.
 */
package io.holdfast.health;
