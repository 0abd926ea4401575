package io.holdfast.agent.driver;

import io.holdfast.agent.domain.Grant;
import java.io.IOException;
import java.time.Duration;

/**
 * Something else that runs a workload and is asked to by commands: systemd, an operator's scripts.
 * Its methods take as long as a command does.
 */
interface Caretaker {

  /**
   * How a workload stands.
   *
   * @param isRunning whether anything of it runs
   * @param pid its first process; 0 where that is not known
   * @param detail how it ended, in words
   */
  record Standing(boolean isRunning, long pid, String detail) {}

  /**
   * Returns when it runs.
   *
   * @throws IOException whose message says in words why it does not
   */
  void start(Grant grant) throws IOException, InterruptedException;

  /**
   * @throws IOException when it cannot be told
   */
  Standing look(Grant grant) throws IOException, InterruptedException;

  void stop(Grant grant) throws IOException, InterruptedException;

  void kill(Grant grant) throws IOException, InterruptedException;

  /** Time between two looks. */
  Duration interval();

  /** From the request to stop to the kill. */
  Duration stopGrace();
}
