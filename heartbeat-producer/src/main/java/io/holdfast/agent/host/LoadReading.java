package io.holdfast.agent.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What workloads use, from one look at the table of processes: processor time since the look
 * before, memory at this one. Not thread-safe.
 *
 * @param <W> what names a workload
 */
public final class LoadReading<W> {

  /** USER_HZ, the unit of times in {@code /proc}; 100 on every architecture Java runs on. */
  private static final double TICKS_PER_SECOND = 100;

  private final long pageSize;
  private Map<W, Long> ticksBefore = new HashMap<>();
  private long before;

  /**
   * @param pageSize bytes
   * @param now monotonic nanoseconds
   */
  public LoadReading(long pageSize, long now) {
    this.pageSize = pageSize;
    this.before = now;
  }

  /**
   * Use by workload and resource: cpu in cores, memory in bytes.
   *
   * @param trees process id and start of each workload's first process
   * @param now monotonic nanoseconds
   */
  public Map<W, Map<String, Double>> read(Map<W, Root> trees, long now) {
    ProcessTable table;
    try {
      table = ProcessTable.read();
    } catch (IOException e) {
      throw new UncheckedIOException("the table of processes cannot be read", e);
    }
    double seconds = Math.max(1, now - before) / 1e9;
    Map<W, Long> ticksNow = new HashMap<>();
    Map<W, Map<String, Double>> usage = new HashMap<>();
    trees.forEach(
        (workload, root) -> {
          List<ProcessEntry> tree = table.tree(root);
          long ticks = tree.stream().mapToLong(ProcessEntry::cpuTicks).sum();
          long pages = tree.stream().mapToLong(ProcessEntry::residentPages).sum();
          // Orphans take their time with them when they end, so the sum may also fall.
          long spent = Math.max(0, ticks - ticksBefore.getOrDefault(workload, 0L));
          ticksNow.put(workload, ticks);
          Map<String, Double> used = new TreeMap<>();
          used.put("cpu", spent / TICKS_PER_SECOND / seconds);
          used.put("memory", (double) pages * pageSize);
          usage.put(workload, used);
        });
    ticksBefore = ticksNow;
    before = now;
    return usage;
  }
}
