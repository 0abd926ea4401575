package io.holdfast.runtime;

import java.time.Duration;

/** A piece of a process that is started once and stopped once. */
public interface Part {

  /**
   * Returns when the part runs. It may block, and is interrupted when the process is told to stop
   * meanwhile.
   *
   * @throws StartRefusedException when trying again is pointless
   */
  void start() throws Exception;

  /**
   * Called once, from another thread, also after a start that failed or was interrupted.
   *
   * @param within how long the process can wait; afterwards it goes on without
   */
  void stop(Duration within) throws Exception;

  /** A part that only has to be closed. */
  static Part closing(AutoCloseable closeable) {
    return new Part() {
      @Override
      public void start() {
        // it was made ready by its constructor
      }

      @Override
      public void stop(Duration within) throws Exception {
        closeable.close();
      }
    };
  }
}
