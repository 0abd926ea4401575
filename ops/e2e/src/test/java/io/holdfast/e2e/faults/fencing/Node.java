package io.holdfast.e2e.faults.fencing;

import io.holdfast.bench.fleet.AgentPlan;
import io.holdfast.bench.fleet.Fleet;
import io.holdfast.sandbox.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A machine of the town: an agent in a network namespace, behind a link, with what it runs. */
final class Node implements AutoCloseable {

  static final Duration LONGEST_LEASE = Duration.ofSeconds(4);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LEASE = Duration.ofSeconds(3);

  final String name;
  final Link link;
  private final Fleet fleet;
  private final NetworkSpace space;
  private final ChildProcess relay;
  private final Path directory;
  private final Path workloads;
  private Duration lease = LEASE;
  private int lives;

  Node(Fleet fleet, String name, List<Integer> ports, Path workloads) throws Exception {
    this.fleet = fleet;
    this.name = name;
    this.workloads = workloads;
    this.directory = fleet.directory().resolve(name);
    this.link = new Link(directory.resolve("link"));
    this.space = new NetworkSpace("hf" + ProcessHandle.current().pid() + "-" + name);
    List<String> command = new ArrayList<>(space.enter());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx16m",
            "-cp",
            System.getProperty("java.class.path"),
            Relay.class.getName(),
            link.path().toString()));
    ports.forEach(port -> command.add(port.toString()));
    this.relay =
        ChildProcess.command(command.toArray(String[]::new))
            .start(name + "-relay", directory.resolve("relay.log"));
  }

  ChildProcess agent() {
    return fleet.agent(name);
  }

  void start() {
    fleet.start(plan(directory, "", space.enter()));
  }

  private AgentPlan plan(Path home, String fencing, List<String> wrapper) {
    String settings =
        """
        heartbeat: {profile: fast, lease: %ds}
        fencing: {runtime-directory: %s/run%s}
        leftover-grace: 0s
        restarts: {first-back-off: 100ms}
        programs:
          witness:
            command: [perl, %s, %s]
            stop-grace: 500ms
        """
            .formatted(lease.toSeconds(), home, fencing, witness(), workloads);
    return new AgentPlan(
        List.of(AgentPlan.SMALL_HEAP), name, "z" + (name.hashCode() & 1), settings, home, wrapper);
  }

  /** The next agent gets another lease. */
  void changeLease() {
    lease = lease.equals(LEASE) ? LONGEST_LEASE : LEASE;
  }

  /** SIGTERM, and the start of another incarnation. */
  void restart() {
    end("TERM");
    start();
  }

  /** SIGHUP, and the start of the agent that takes over, unless its lease is another. */
  void upgrade() {
    handOver();
    start();
  }

  /** SIGHUP: the agent ends, and what it runs goes on. */
  void handOver() {
    end("HUP");
  }

  private void end(String signal) {
    agent().signal(signal);
    agent().awaitExit(PATIENCE);
  }

  /** Everything that the agent knew is lost, and a machine of the same name comes. */
  void reuseId() throws IOException {
    agent().kill();
    Files.move(directory.resolve("state"), directory.resolve("lost-" + ++lives));
    start();
  }

  /**
   * What agents of this node started and still runs, whoever its parent is: a successor adopts what
   * it did not start.
   */
  List<ProcessHandle> workloadProcesses() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(witness()))
        .filter(this::isMarked)
        .toList();
  }

  private String witness() {
    return workloads.resolve("witness.pl").toString();
  }

  private boolean isMarked(ProcessHandle process) {
    Path environment = Path.of("/proc", Long.toString(process.pid()), "environ");
    try {
      String text = Files.readString(environment, StandardCharsets.ISO_8859_1);
      return List.of(text.split("\0")).contains("HOLDFAST_NODE=" + name);
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
      return false; // it ended between being listed and being read
    }
  }

  List<ProcessHandle> guards() {
    Path memo = directory.resolve("state/fences");
    if (!Files.exists(memo)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(memo)) {
      return lines
          .filter(line -> line.matches("guard-[0-9]-pid=.*"))
          .map(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
          .flatMap(pid -> ProcessHandle.of(pid).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A copy of the machine's disk comes up elsewhere: another boot, other processes, other control
   * groups, the same network.
   */
  ChildProcess startClone(Path group) throws IOException {
    Path copy = directory.resolve("clone-" + ++lives);
    try (Stream<Path> files = Files.walk(directory.resolve("state"))) {
      for (Path file : files.toList()) {
        Path target = copy.resolve("state").resolve(directory.resolve("state").relativize(file));
        boolean isLog = target.toString().contains("/logs/");
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else if (!isLog && Files.isRegularFile(file)) {
          Files.copy(file, target);
        }
      }
    }
    Files.deleteIfExists(copy.resolve("state/fences"));
    Path boot = Files.writeString(copy.resolve("boot-id"), "clone-of-" + name + "-" + lives);
    List<String> wrapper = new ArrayList<>(space.enter());
    wrapper.addAll(
        List.of(
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "sh",
            "-c",
            "mount --bind " + boot + " /proc/sys/kernel/random/boot_id && exec \"$@\"",
            "clone"));
    ChildProcess original = agent();
    ChildProcess clone = fleet.start(plan(copy, ", cgroup: " + group, wrapper));
    fleet.keep(name, original);
    return clone;
  }

  @Override
  public void close() throws Exception {
    link.heal();
    relay.kill();
    link.close();
    space.close();
  }
}
