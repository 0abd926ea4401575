package io.holdfast.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * SIGTERM, SIGINT and SIGHUP ask the process to end; a second one ends it at once.
 *
 * <p>The JVM's shutdown hooks would do, but they leave the exit code at 128 + signal, so that a
 * supervisor could not tell an orderly end from another.
 */
final class Signals {

  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  static void endWith(Ending ending) {
    for (String name : new String[] {"TERM", "INT", "HUP"}) {
      try {
        Signal.handle(new Signal(name), signal -> received(signal, ending));
      } catch (IllegalArgumentException e) {
        // The JVM was told to keep signals to itself (-Xrs); then it ends without us.
        log.atWarn().addKeyValue("signal", "SIG" + name).log("signal is not handled");
      }
    }
  }

  private static void received(Signal signal, Ending ending) {
    if (ending.hasBegun()) {
      Runtime.getRuntime().halt(ExitCode.OVERDUE.code());
    }
    ending.asked("SIG" + signal.getName());
  }
}
