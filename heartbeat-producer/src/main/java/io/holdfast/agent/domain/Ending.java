package io.holdfast.agent.domain;

/**
 * How a process tree ended; nothing of it runs any more.
 *
 * @param force what it took
 * @param detail in words, for people: exit code, last line of its output
 */
public record Ending(Force force, String detail) {

  /** What it took to end a process tree. */
  public enum Force {
    /** It ended by itself, or in time when it was asked to. */
    NONE,
    /** It did not stop in time and was killed. */
    KILLED
  }
}
