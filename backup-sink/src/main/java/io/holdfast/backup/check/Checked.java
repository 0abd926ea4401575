package io.holdfast.backup.check;

/**
 * One thing that was looked at.
 *
 * @param thing what
 * @param state how it stands
 * @param sentence what was found, and what to do where it is not fine
 */
public record Checked(String thing, State state, String sentence) {

  /** How something stands. */
  public enum State {
    FINE,
    /** Works now, and will not for ever. */
    WARNING,
    /** Backups or restores do not work. */
    PROBLEM
  }
}
