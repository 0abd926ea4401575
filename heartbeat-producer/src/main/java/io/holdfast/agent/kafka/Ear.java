package io.holdfast.agent.kafka;

/** Is told how far the assignments are known: the proof that the agent hears. Any thread. */
public interface Ear {

  /** Now, by the clock of the lease. */
  long now();

  /** The end of the partition was asked for at this time, and is this offset. */
  void endAnswered(long questionAt, long end);

  /** The newest assignment that was there before any was waited for is for this incarnation. */
  void found(long incarnation);

  /** Everything before this offset was read and taken. */
  void reached(long position);
}
