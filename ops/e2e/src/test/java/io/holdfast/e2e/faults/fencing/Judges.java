package io.holdfast.e2e.faults.fencing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Two judges that know nothing of the product: the times at which each instance of a workload wrote
 * that it lives, by one monotonic clock of the machine, and the lock that it tried to hold.
 */
final class Judges {

  private final Path directory;
  private final Map<Path, Beats> read = new TreeMap<>();

  /**
   * One process of a workload, from its first to its last sign of life, nanoseconds.
   *
   * @param owner node, epoch and process id
   */
  record Life(String workload, String owner, long first, long last) {

    String node() {
      return owner.split(" ")[0];
    }

    String epoch() {
      return owner.split(" ")[1];
    }
  }

  Judges(Path directory) {
    this.directory = directory;
  }

  /** Every pair of lives of one workload that overlap, and every contention, in words. */
  List<String> complaints() throws IOException {
    List<String> complaints = new ArrayList<>();
    for (Path file : files(".beats")) {
      List<Life> lives = lives(file);
      for (int i = 1; i < lives.size(); i++) {
        Life before = lives.get(i - 1);
        Life after = lives.get(i);
        if (after.first() <= before.last()) {
          complaints.add(
              "%s lived twice for %.3f s: %s and %s"
                  .formatted(
                      before.workload(),
                      (before.last() - after.first()) / 1e9,
                      before.owner(),
                      after.owner()));
        }
      }
    }
    for (Path file : files(".contended")) {
      List<String> lines = Files.readAllLines(file);
      complaints.add(
          "%s found its lock held %d times, first: %s"
              .formatted(file.getFileName(), lines.size(), lines.get(0)));
    }
    return complaints;
  }

  /**
   * How often a workload began a life under another epoch than the one before.
   *
   * @param toAnotherNode moves
   * @param onTheSameNode lives that began anew where the last one was
   */
  record Changes(int toAnotherNode, int onTheSameNode) {

    Changes since(Changes before) {
      return new Changes(
          toAnotherNode - before.toAnotherNode, onTheSameNode - before.onTheSameNode);
    }

    @Override
    public String toString() {
      return toAnotherNode + " moves, " + onTheSameNode + " begun anew on the same node";
    }
  }

  /** All changes so far. */
  Changes changes() throws IOException {
    int moves = 0;
    int anew = 0;
    for (Path file : files(".beats")) {
      List<Life> lives = lives(file);
      for (int i = 1; i < lives.size(); i++) {
        Life before = lives.get(i - 1);
        Life after = lives.get(i);
        if (!after.node().equals(before.node())) {
          moves++;
        } else if (!after.epoch().equals(before.epoch())) {
          anew++;
        }
      }
    }
    return new Changes(moves, anew);
  }

  /** When each workload said last that it lives, nanoseconds. */
  Map<String, Long> lastSigns() throws IOException {
    Map<String, Long> last = new TreeMap<>();
    for (Path file : files(".beats")) {
      lives(file).forEach(life -> last.merge(life.workload(), life.last(), Math::max));
    }
    return last;
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** In the order of their beginnings. */
  private List<Life> lives(Path file) throws IOException {
    Beats beats = read.computeIfAbsent(file, Beats::new);
    beats.readOn();
    return beats.lives.values().stream().sorted(Comparator.comparingLong(Life::first)).toList();
  }

  /**
   * What was read of a file so far: files grow over all rounds, and those who wait for signs of
   * life look often.
   */
  private static final class Beats {

    private final Path file;
    private final String workload;
    private final Map<String, Life> lives = new TreeMap<>();
    private long position;

    Beats(Path file) {
      this.file = file;
      this.workload = file.getFileName().toString().replace(".beats", "");
    }

    /** A last line that is cut off has not been written yet. */
    void readOn() throws IOException {
      try (var in = new RandomAccessFile(file.toFile(), "r")) {
        in.seek(position);
        byte[] bytes = new byte[Math.toIntExact(in.length() - position)];
        in.readFully(bytes);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n') + 1;
        text.substring(0, end).lines().forEach(this::add);
        position += end;
      }
    }

    private void add(String line) {
      int space = line.indexOf(' ');
      long at = Long.parseLong(line.substring(0, space));
      String owner = line.substring(space + 1);
      lives.merge(
          owner,
          new Life(workload, owner, at, at),
          (a, b) ->
              new Life(
                  workload, owner, Math.min(a.first(), b.first()), Math.max(a.last(), b.last())));
    }
  }
}
