package io.holdfast.backup.restore;

/** Told how far a restore is. May be called from several threads. */
@FunctionalInterface
public interface RestoreProgress {

  /** What a restore goes through. */
  enum Step {
    CHANGES,
    SCHEMA,
    DATA,
    INDEXES,
    PROOF
  }

  /**
   * @param done bytes of objects that are done in this step
   * @param total bytes of objects in this step; 0 where there are none to count
   */
  void at(Step step, long done, long total);

  /** Nobody listens. */
  static RestoreProgress silent() {
    return (step, done, total) -> {};
  }
}
