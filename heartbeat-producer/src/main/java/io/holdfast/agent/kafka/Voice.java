package io.holdfast.agent.kafka;

import io.holdfast.agent.domain.Beats;
import io.holdfast.records.Heartbeat;
import io.holdfast.records.HeartbeatMode;
import java.util.Optional;

/** Who speaks with heartbeats: one incarnation after another. Any thread. */
public interface Voice {

  /**
   * What is said.
   *
   * @param acknowledged to be run once the broker has it
   */
  record Utterance(Heartbeat heartbeat, Runnable acknowledged) {}

  /**
   * To be asked just before sending; empty while one incarnation is over and the next not begun.
   */
  Optional<Utterance> say(Beats.Beat beat, HeartbeatMode mode);

  /** What is to be said last; empty when nothing may be said, since something may still live. */
  Optional<HeartbeatMode> farewell();

  /** The last word was acknowledged, or could not be. */
  void fellSilent();
}
