package io.holdfast.agent.driver;

import io.holdfast.agent.config.ProgramConfig;
import io.holdfast.agent.config.ProgramConfig.ProcessGroup;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.fencing.ControlGroup;
import io.holdfast.agent.host.ProcessEntry;
import io.holdfast.agent.host.ProcessTable;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.state.Launch;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs programs as child processes, each in a session of its own where {@code setsid} is found. A
 * workload has ended when nothing of its tree lives: not its first process, nor what descends from
 * it or shares its session, nor anything that carries its marks.
 */
public final class ExecDriver implements Driver {

  private static final Logger log = LoggerFactory.getLogger(ExecDriver.class);
  private static final long LOOK_AGAIN_MILLIS = 20;
  private static final long WATCH_MILLIS = 200;

  /** Enters a control group and becomes the program; where it cannot enter, nothing is started. */
  private static final String ENTER = "echo $$ >\"$0\" || exit 125; exec \"$@\"";

  private final Marks marks;
  private final Path logs;
  private final ScheduledExecutorService supervision;
  private final Witness witness;
  private final Optional<Path> setsid;
  private final Map<Grant, Tree> trees = new ConcurrentHashMap<>();
  private boolean looking;

  /**
   * @param logs existing directory for the workloads' output
   * @param supervision single thread that calls this driver and on which it answers
   */
  public ExecDriver(Marks marks, Path logs, ScheduledExecutorService supervision, Witness witness) {
    this.marks = marks;
    this.logs = logs;
    this.supervision = supervision;
    this.witness = witness;
    this.setsid = Executable.find("setsid", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
  }

  @Override
  public void launch(Grant grant, ProgramConfig program, Optional<ControlGroup> fence) {
    try {
      Optional<String> complaint = complaint(grant, program);
      if (complaint.isPresent()) {
        witness.notLaunched(grant, complaint.get());
        return;
      }
      Process process = builder(grant, program, fence).start();
      process.getOutputStream().close();
      long startTicks = ProcessTable.find(process.pid()).map(ProcessEntry::startTicks).orElse(0L);
      Root root = new Root(process.pid(), startTicks);
      var tree = new Tree(grant, root, Optional.of(process), fence, program.stopGrace());
      trees.put(grant, tree);
      witness.launched(grant, root);
      process.onExit().thenRunAsync(() -> exited(tree), supervision);
    } catch (IOException e) {
      witness.notLaunched(grant, e.getMessage());
    }
  }

  @Override
  public void adopt(Launch launch, ProgramConfig program, Optional<ControlGroup> fence) {
    var root = new Root(launch.pid(), launch.startTicks());
    var tree = new Tree(launch.grant(), root, Optional.empty(), fence, program.stopGrace());
    trees.put(tree.grant, tree);
    witness.launched(tree.grant, root);
    watch(tree);
  }

  /** It is nobody's child that could be waited for. */
  private void watch(Tree tree) {
    try {
      boolean isAlive =
          ProcessTable.find(tree.root.pid())
              .filter(ProcessEntry::isAlive)
              .filter(entry -> entry.startTicks() == tree.root.startTicks())
              .isPresent();
      if (isAlive) {
        supervision.schedule(() -> watch(tree), WATCH_MILLIS, TimeUnit.MILLISECONDS);
      } else {
        exited(tree);
      }
    } catch (IOException e) {
      log.atWarn().addKeyValue("why", e.toString()).log("a process cannot be looked at");
      supervision.schedule(() -> watch(tree), WATCH_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void halt(Grant grant) {
    Tree tree = trees.get(grant);
    if (tree != null) {
      tree.halt(System.nanoTime());
      look();
    }
  }

  @Override
  public void kill(Grant grant) {
    Tree tree = trees.get(grant);
    if (tree != null) {
      tree.kill(System.nanoTime());
      look();
    }
  }

  /** The roots of what runs. Any thread. */
  public Map<Grant, Root> roots() {
    Map<Grant, Root> roots = new HashMap<>();
    trees.forEach((grant, tree) -> roots.put(grant, tree.root));
    return roots;
  }

  /**
   * Sets aside logs that have grown past the size, bytes, and says whose.
   *
   * @return how many
   */
  public int trimLogs(long maxSize) {
    int setAside = 0;
    for (Grant grant : trees.keySet()) {
      try {
        OptionalLong size = logOf(grant).setAsideBeyond(maxSize);
        if (size.isPresent()) {
          setAside++;
          log.atWarn()
              .addKeyValue("workload", grant.workload())
              .addKeyValue("size", size.getAsLong())
              .log("a workload has filled its log, which is set aside");
        }
      } catch (IOException e) {
        log.atWarn()
            .addKeyValue("workload", grant.workload())
            .addKeyValue("why", e.toString())
            .log("log cannot be set aside");
      }
    }
    return setAside;
  }

  private void exited(Tree tree) {
    tree.exited(System.nanoTime());
    look();
  }

  /** Looks at what is ending until nothing of it lives; one look serves all. */
  private void look() {
    if (!looking) {
      looking = true;
      supervision.execute(this::lookOnce);
    }
  }

  private void lookOnce() {
    looking = false;
    try {
      ProcessTable table = ProcessTable.read();
      for (Tree tree : List.copyOf(trees.values())) {
        if (tree.isHalting()) {
          end(tree, table);
        }
      }
    } catch (IOException e) {
      log.atWarn().addKeyValue("why", e.toString()).log("the table of processes cannot be read");
    }
    if (!looking && trees.values().stream().anyMatch(Tree::isHalting)) {
      looking = true;
      supervision.schedule(this::lookOnce, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void end(Tree tree, ProcessTable table) throws IOException {
    List<ProcessEntry> living = table.tree(tree.root);
    if (living.isEmpty()) {
      living = table.withEnvironment(marks.of(tree.grant));
    }
    if (!living.isEmpty() || !tree.isGone()) {
      tree.signal(living, System.nanoTime());
    } else {
      trees.remove(tree.grant);
      tree.clear();
      witness.ended(tree.grant, tree.ending(logOf(tree.grant).lastLine()));
    }
  }

  private Optional<String> complaint(Grant grant, ProgramConfig program) {
    Path directory = program.workingDirectory().orElse(Path.of("")).toAbsolutePath();
    String searchPath =
        program
            .environment()
            .getOrDefault("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    return Executable.complaint(
        marks.expand(program.command().get(0), grant), directory, searchPath);
  }

  private ProcessBuilder builder(Grant grant, ProgramConfig program, Optional<ControlGroup> fence)
      throws IOException {
    List<String> command = new ArrayList<>();
    fence.ifPresent(
        group ->
            command.addAll(List.of("/bin/sh", "-c", ENTER, group.directory() + "/cgroup.procs")));
    if (program.processGroup() == ProcessGroup.OWN) {
      setsid.ifPresent(path -> command.add(path.toString()));
    }
    program.command().forEach(word -> command.add(marks.expand(word, grant)));
    File output = logOf(grant).file().toFile();
    Files.createDirectories(logs);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    program.workingDirectory().ifPresent(path -> builder.directory(path.toFile()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("HOLDFAST_")); // may hold our secrets
    program
        .environment()
        .forEach((name, value) -> environment.put(name, marks.expand(value, grant)));
    environment.putAll(marks.environmentOf(grant));
    return builder;
  }

  private WorkloadLog logOf(Grant grant) {
    return new WorkloadLog(logs, grant.workload());
  }
}
