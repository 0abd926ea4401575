package io.holdfast.agent.host;

import java.util.Optional;

/**
 * One process as proc_pid_stat(5) tells it.
 *
 * @param state one letter; {@code Z} and {@code X} are dead
 * @param session id of its session: the process id of the session's leader
 * @param cpuTicks processor time of it and of its children that ended and were waited for, clock
 *     ticks
 * @param startTicks when it began, clock ticks since boot
 * @param residentPages memory in RAM, pages
 */
public record ProcessEntry(
    long pid,
    char state,
    long parent,
    long session,
    long cpuTicks,
    long startTicks,
    long residentPages) {

  public boolean isAlive() {
    return state != 'Z' && state != 'X';
  }

  /** Parses the one line of the file; empty when it is cut short. */
  static Optional<ProcessEntry> parse(String stat) {
    int open = stat.indexOf('(');
    int close = stat.lastIndexOf(')'); // the name between may contain anything, also brackets
    if (open < 0 || close < open) {
      return Optional.empty();
    }
    String[] f = stat.substring(close + 1).trim().split(" ");
    if (f.length < 22) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcessEntry(
            Long.parseLong(stat.substring(0, open).trim()),
            f[0].charAt(0),
            Long.parseLong(f[1]),
            Long.parseLong(f[3]),
            Long.parseLong(f[11])
                + Long.parseLong(f[12])
                + Long.parseLong(f[13])
                + Long.parseLong(f[14]),
            Long.parseLong(f[19]),
            Long.parseLong(f[21])));
  }
}
