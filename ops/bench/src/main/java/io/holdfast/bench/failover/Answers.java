package io.holdfast.bench.failover;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What workloads say of themselves, a file for each: node, epoch, when it began. */
final class Answers {

  private static final long LOOK_AGAIN_MILLIS = 2;

  private final Path directory;

  private record Answer(String node, long epoch, long begunMillis) {}

  Answers(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  Path directory() {
    return directory;
  }

  /** The workload, as the command of a program: words of a YAML list. */
  static String command(Path directory) {
    return "sh, -c, 'echo $HOLDFAST_NODE $HOLDFAST_EPOCH $(date +%s%3N) >\"$0/$HOLDFAST_WORKLOAD.new\";"
        + " mv \"$0/$HOLDFAST_WORKLOAD.new\" \"$0/$HOLDFAST_WORKLOAD\"; exec sleep infinity', "
        + directory;
  }

  void awaitAll(int count, Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (all().size() < count) {
      pause(deadline, "only " + all().size() + " of " + count + " answer");
    }
  }

  /** Epoch milliseconds at which all of these answered from other nodes. */
  long awaitElsewhere(Collection<String> workloads, String node, Duration patience)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (String workload : workloads) {
      while (answer(directory.resolve(workload)).node().equals(node)) {
        pause(deadline, workload + " does not answer elsewhere");
      }
    }
    return System.currentTimeMillis();
  }

  private static void pause(long deadline, String what) throws InterruptedException {
    if (System.nanoTime() - deadline > 0) {
      throw new IllegalStateException(what);
    }
    TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
  }

  /** When the last of these began, epoch milliseconds. */
  long lastBegun(Collection<String> workloads) throws IOException {
    long last = 0;
    for (String workload : workloads) {
      last = Math.max(last, answer(directory.resolve(workload)).begunMillis());
    }
    return last;
  }

  List<String> on(String node) throws IOException {
    return all().entrySet().stream()
        .filter(answer -> answer.getValue().node().equals(node))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The node with the most workloads. */
  String busiest() throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    all().values().forEach(answer -> counts.merge(answer.node(), 1, Integer::sum));
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private Map<String, Answer> all() throws IOException {
    Map<String, Answer> all = new TreeMap<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, file -> !file.toString().endsWith(".new"))) {
      for (Path file : files) {
        all.put(file.getFileName().toString(), answer(file));
      }
    }
    return all;
  }

  private static Answer answer(Path file) throws IOException {
    String[] words = Files.readString(file).strip().split(" ");
    return new Answer(words[0], Long.parseLong(words[1]), Long.parseLong(words[2]));
  }
}
