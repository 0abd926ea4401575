package io.holdfast.bench.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process uses, from {@code /proc}.
 *
 * @param cpuTicks processor time of it alone, hundredths of a second (USER_HZ)
 * @param residentMib memory in RAM
 * @param atNanos when it was looked at
 */
record Usage(long cpuTicks, double residentMib, long atNanos) {

  static Usage of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    double resident =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
            .findFirst()
            .orElse(0);
    return new Usage(ticks, resident, System.nanoTime());
  }

  /** Processor time since an earlier look, percent of one core. */
  double coreSince(Usage earlier) {
    return (cpuTicks - earlier.cpuTicks) / 100.0 / ((atNanos - earlier.atNanos) / 1e9) * 100;
  }
}
