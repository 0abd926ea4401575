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
  private final AtomicReference<String> askedBy = new AtomicReference<>();
  private final CountDownLatch begun = new CountDownLatch(1);

  void asked(String by) {
    askedBy.compareAndSet(null, by);
    begin(ExitCode.ORDERLY, () -> log.atInfo().addKeyValue("by", by).log("stopping"));
  }

  void refused(StartRefusedException refusal) {
    begin(
        refusal.reason().exitCode(),
        () ->
            log.atError()
                .addKeyValue("why", refusal.getMessage())
                .addKeyValue("reason", refusal.reason().word())
                .log("start refused"));
  }

  void failed(String part, Throwable cause) {
    boolean first =
        begin(
            ExitCode.FAILED,
            () -> log.atError().setCause(cause).addKeyValue("part", part).log("failed"));
    if (!first) {
      log.atWarn()
          .addKeyValue("why", cause.toString())
          .addKeyValue("part", part)
          .log("failed while stopping");
    }
  }

  /** Whether this was the first that asked it to end. */
  boolean isAskedBy(String who) {
    return who.equals(askedBy.get());
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

  /** Says why before anybody can act on it: a process that exits at once must have said it. */
  private boolean begin(ExitCode code, Runnable say) {
    if (!exitCode.compareAndSet(null, code)) {
      return false;
    }
    say.run();
    begun.countDown();
    return true;
  }
}
