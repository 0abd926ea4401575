package io.holdfast.agent.driver;

import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.ProcessTable;
import io.holdfast.agent.host.Root;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what earlier incarnations of this agent left running, before anything else is done: found by
 * recorded roots, and by marks, wherever it forked to.
 */
public final class Leftovers {

  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
  private static final Duration KILL_TAKES_AT_MOST = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_MILLIS = 10;

  private final Marks marks;
  private final Collection<Root> roots;

  public Leftovers(Marks marks, Collection<Root> roots) {
    this.marks = marks;
    this.roots = List.copyOf(roots);
  }

  /**
   * Returns when nothing of them lives.
   *
   * @param grace from SIGTERM to SIGKILL
   * @throws IOException when something outlives SIGKILL, or processes cannot be looked at
   */
  public void end(Duration grace) throws IOException, InterruptedException {
    Collection<ProcessEntry> living = living();
    if (living.isEmpty()) {
      return;
    }
    log.atWarn()
        .addKeyValue("processes", living.size())
        .log("ending what an earlier incarnation left running");
    living.forEach(entry -> handle(entry).ifPresent(ProcessHandle::destroy));
    if (!areGone(grace)) {
      long deadline = System.nanoTime() + KILL_TAKES_AT_MOST.toNanos();
      while (!areGone(Duration.ZERO)) {
        if (System.nanoTime() - deadline > 0) {
          throw new IOException(
              "process %d of an earlier incarnation cannot be killed: end it by hand, or reboot"
                  .formatted(living().iterator().next().pid()));
        }
        living().forEach(entry -> handle(entry).ifPresent(ProcessHandle::destroyForcibly));
        TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
      }
    }
  }

  private boolean areGone(Duration within) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (!living().isEmpty()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
    return true;
  }

  private Collection<ProcessEntry> living() throws IOException {
    ProcessTable table = ProcessTable.read();
    Map<Long, ProcessEntry> living = new HashMap<>();
    for (Root root : roots) {
      table.tree(root).forEach(entry -> living.put(entry.pid(), entry));
    }
    table.withEnvironment(marks.ofAgent()).forEach(entry -> living.put(entry.pid(), entry));
    return living.values();
  }

  private static java.util.Optional<ProcessHandle> handle(ProcessEntry entry) {
    return ProcessHandle.of(entry.pid());
  }
}
