package io.holdfast.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why and that a process ends. The first reason counts. Thread-safe. */
final class Ending {

  private static final Logger log = LoggerFactory.getLogger(Ending.class);

  private final AtomicReference<ExitCode> exitCode = new AtomicReference<>();
  private final CountDownLatch begun = new CountDownLatch(1);

  void asked(String by) {
    if (begin(ExitCode.ORDERLY)) {
      log.atInfo().addKeyValue("by", by).log("stopping");
    }
  }

  void refused(StartRefusedException refusal) {
    if (begin(refusal.reason().exitCode())) {
      log.atError()
          .addKeyValue("why", refusal.getMessage())
          .addKeyValue("reason", refusal.reason().word())
          .log("start refused");
    }
  }

  void failed(String part, Throwable cause) {
    if (begin(ExitCode.FAILED)) {
      log.atError().setCause(cause).addKeyValue("part", part).log("failed");
    } else {
      log.atWarn()
          .addKeyValue("why", cause.toString())
          .addKeyValue("part", part)
          .log("failed while stopping");
    }
  }

  boolean hasBegun() {
    return begun.getCount() == 0;
  }

  /** Null until the end has begun. */
  ExitCode exitCode() {
    return exitCode.get();
  }

  void await() throws InterruptedException {
    begun.await();
  }

  /** Sleeps, but not past the beginning of the end. */
  void pause(long nanos) throws InterruptedException {
    if (begun.await(nanos, TimeUnit.NANOSECONDS)) {
      throw new InterruptedException("the process is stopping");
    }
  }

  private boolean begin(ExitCode code) {
    boolean first = exitCode.compareAndSet(null, code);
    begun.countDown();
    return first;
  }
}
