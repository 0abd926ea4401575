/**
 * The agent's side of the topics: heartbeats, samples, profile and results out, assignments in.
 * Nothing here blocks on a broker that is away, except the thread that waits for it.
 */
package io.holdfast.agent.kafka;
