package io.holdfast.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the instances of one workload wrote while they ran: {@code WORKLOAD.beats}, one line each
 * 100 ms.
 *
 * <pre>
 *  monotonic ns  tab  wall ms  tab  node  tab  workload  tab  epoch  tab  process id
 * </pre>
 *
 * <p>All instances append to the same file. The monotonic clock is the machine's: lines of
 * different processes compare.
 */
public final class Beats {

  /** One instance, from its first to its last beat, in monotonic nanoseconds. */
  public record Run(
      String node,
      long epoch,
      long pid,
      long first,
      long last,
      long firstWallMillis,
      long lastWallMillis) {

    private Run until(long monotonic, long wallMillis) {
      return new Run(node, epoch, pid, first, monotonic, firstWallMillis, wallMillis);
    }

    private boolean overlaps(Run other) {
      return first <= other.last && other.first <= last;
    }
  }

  /** Two instances that ran at the same time. */
  public record Overlap(Run one, Run other) {

    public long nanos() {
      return Math.min(one.last(), other.last()) - Math.max(one.first(), other.first());
    }
  }

  private final List<Run> runs;

  private Beats(List<Run> runs) {
    this.runs = List.copyOf(runs);
  }

  /** Nothing ran if there is no file; a line that is being written is left out. */
  public static Beats read(Path directory, String workload) {
    Map<Long, Run> runs = new LinkedHashMap<>();
    try {
      String text = Files.readString(directory.resolve(workload + ".beats"));
      text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> add(line, runs));
    } catch (NoSuchFileException neverRan) {
      return new Beats(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the beats of " + workload, e);
    }
    return new Beats(new ArrayList<>(runs.values()));
  }

  private static void add(String line, Map<Long, Run> runs) {
    String[] fields = line.split("\t", -1);
    long monotonic = Long.parseLong(fields[0]);
    long wallMillis = Long.parseLong(fields[1]);
    long pid = Long.parseLong(fields[5]);
    Run known = runs.get(pid);
    runs.put(
        pid,
        known != null
            ? known.until(monotonic, wallMillis)
            : new Run(
                fields[2],
                Long.parseLong(fields[4]),
                pid,
                monotonic,
                monotonic,
                wallMillis,
                wallMillis));
  }

  /** In the order of their first beats. */
  public List<Run> runs() {
    return runs;
  }

  /** Every pair of instances that ran at once: empty when the workload never ran twice. */
  public List<Overlap> overlaps() {
    List<Overlap> overlaps = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      for (int j = i + 1; j < runs.size(); j++) {
        if (runs.get(i).overlaps(runs.get(j))) {
          overlaps.add(new Overlap(runs.get(i), runs.get(j)));
        }
      }
    }
    return overlaps;
  }
}
