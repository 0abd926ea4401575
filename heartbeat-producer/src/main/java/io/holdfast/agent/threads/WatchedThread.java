package io.holdfast.agent.threads;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;

/**
 * One thread that does its tasks one after another. What a task throws is handed on; the JDK's own
 * scheduler would keep it in a future that nobody asks.
 */
public final class WatchedThread extends ScheduledThreadPoolExecutor {

  private final Consumer<Throwable> failure;

  /**
   * Begins with the first task.
   *
   * @param failure takes what a task throws, on this thread
   */
  public WatchedThread(String name, Consumer<Throwable> failure) {
    super(1, task -> new Thread(task, name));
    this.failure = failure;
    setRemoveOnCancelPolicy(true);
    setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  protected void afterExecute(Runnable task, Throwable thrown) {
    super.afterExecute(task, thrown);
    if (thrown != null) {
      failure.accept(thrown);
    } else if (task instanceof Future<?> future && future.isDone() && !future.isCancelled()) {
      try {
        future.get();
      } catch (ExecutionException e) {
        failure.accept(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
