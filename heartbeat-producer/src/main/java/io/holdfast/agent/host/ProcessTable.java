package io.holdfast.agent.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All processes of the machine at one instant, from {@code /proc}: one pass serves every workload.
 * Dead ones that nobody has waited for yet are left out.
 */
public final class ProcessTable {

  private static final Path PROC = Path.of("/proc");

  private final Map<Long, ProcessEntry> byPid;
  private final Map<Long, List<ProcessEntry>> byParent = new HashMap<>();
  private final Map<Long, List<ProcessEntry>> bySession = new HashMap<>();

  ProcessTable(Map<Long, ProcessEntry> byPid) {
    this.byPid = byPid;
    for (ProcessEntry entry : byPid.values()) {
      byParent.computeIfAbsent(entry.parent(), pid -> new ArrayList<>()).add(entry);
      bySession.computeIfAbsent(entry.session(), id -> new ArrayList<>()).add(entry);
    }
  }

  public static ProcessTable read() throws IOException {
    Map<Long, ProcessEntry> entries = new HashMap<>();
    try (DirectoryStream<Path> pids = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path pid : pids) {
        entry(pid).filter(ProcessEntry::isAlive).ifPresent(e -> entries.put(e.pid(), e));
      }
    }
    return new ProcessTable(entries);
  }

  /** One process, dead or alive; empty when there is none of this id. */
  public static Optional<ProcessEntry> find(long pid) throws IOException {
    return entry(PROC.resolve(Long.toString(pid)));
  }

  private static Optional<ProcessEntry> entry(Path directory) throws IOException {
    return read(directory.resolve("stat"))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .flatMap(ProcessEntry::parse);
  }

  /** Empty when the process ended meanwhile or is not ours to look at. */
  private static Optional<byte[]> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(file));
    } catch (NoSuchFileException | java.nio.file.AccessDeniedException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (Files.exists(file.getParent()) && !String.valueOf(e.getMessage()).contains("such")) {
        throw e;
      }
      return Optional.empty(); // ESRCH: it ended between open and read
    }
  }

  /**
   * The living processes of a tree: the root, all that descend from it, and all of the session that
   * it leads, which finds those whose parent ended. A process that took over the root's id is
   * another tree.
   */
  public List<ProcessEntry> tree(Root root) {
    ProcessEntry leader = byPid.get(root.pid());
    if (leader != null && leader.startTicks() != root.startTicks()) {
      return List.of();
    }
    Map<Long, ProcessEntry> found = new HashMap<>();
    Deque<ProcessEntry> toVisit = new ArrayDeque<>(bySession.getOrDefault(root.pid(), List.of()));
    if (leader != null) {
      toVisit.add(leader);
    }
    while (!toVisit.isEmpty()) {
      ProcessEntry next = toVisit.poll();
      if (found.put(next.pid(), next) == null) {
        toVisit.addAll(byParent.getOrDefault(next.pid(), List.of()));
      }
    }
    return List.copyOf(found.values());
  }

  /**
   * The living processes whose environment has all of these variables, which finds those that made
   * a session of their own. The asking process and its ancestors are left out. Processes of other
   * users cannot be looked at, and are not ours.
   */
  public List<ProcessEntry> withEnvironment(Set<String> assignments) throws IOException {
    Set<Long> ancestors = ancestors(ProcessHandle.current().pid());
    List<ProcessEntry> found = new ArrayList<>();
    for (ProcessEntry entry : byPid.values()) {
      if (!ancestors.contains(entry.pid()) && environmentOf(entry).containsAll(assignments)) {
        found.add(entry);
      }
    }
    return found;
  }

  private Set<Long> ancestors(long pid) {
    Set<Long> ancestors = new HashSet<>();
    for (ProcessEntry at = byPid.get(pid); at != null && ancestors.add(at.pid()); ) {
      at = byPid.get(at.parent());
    }
    return ancestors;
  }

  private static Set<String> environmentOf(ProcessEntry entry) throws IOException {
    return read(PROC.resolve(entry.pid() + "/environ"))
        .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).split("\0"))
        .map(variables -> (Set<String>) new HashSet<>(Arrays.asList(variables)))
        .orElse(Set.of());
  }
}
