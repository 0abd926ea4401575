package io.holdfast.agent.fencing;

import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.host.Root;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps the leased workloads of one incarnation from outliving its lease: a control group
 * around them all, with one below it for each, and two guards, either of which suffices. Made for
 * the first leased workload. Once it was ended nothing can enter it, and the next incarnation has
 * another one. Thread-safe.
 */
public final class Fences {

  static final int GUARDS = 2;

  private static final Logger log = LoggerFactory.getLogger(Fences.class);
  private static final long KILL_TAKES_AT_MOST = TimeUnit.SECONDS.toNanos(10);
  private static final long GUARD_TAKES_AT_MOST = TimeUnit.SECONDS.toNanos(1);
  private static final int LONGEST_NAME = 100;

  private final Hierarchy hierarchy;
  private final Shell shell;
  private final Path runtime;
  private final Path stateDirectory;
  private final long patienceNanos;
  private String name = "";
  private ControlGroup group;
  private Watch[] watches = {};
  private long deadline = Long.MIN_VALUE;
  private int started;

  /** A guard, and when it was last seen to know the newest deadline. */
  private static final class Watch {
    final GuardProcess guard;
    final Path place;
    long knewAt = System.nanoTime();

    Watch(GuardProcess guard, Path place) {
      this.guard = guard;
      this.place = place;
    }
  }

  private Fences(
      Hierarchy hierarchy, Shell shell, Path runtime, Path stateDirectory, long patienceNanos) {
    this.hierarchy = hierarchy;
    this.shell = shell;
    this.runtime = runtime;
    this.stateDirectory = stateDirectory;
    this.patienceNanos = patienceNanos;
  }

  /**
   * Finds out whether leases can be kept here.
   *
   * @param cgroup where control groups are made; empty: below the agent's own
   * @param runtime directory in memory for pipes
   * @param patienceNanos how long a guard may take to answer before it is replaced
   * @throws IOException whose message says in words why not
   */
  public static Fences find(
      Optional<Path> cgroup, Path runtime, Path stateDirectory, long patienceNanos)
      throws IOException {
    Shell shell = Shell.find();
    Hierarchy hierarchy = Hierarchy.find(cgroup);
    try {
      Files.createDirectories(
          runtime,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new IOException(
          "%s cannot be made (%s): set fencing.runtime-directory to a directory in memory"
              .formatted(runtime, e.getClass().getSimpleName()),
          e);
    }
    return new Fences(hierarchy, shell, runtime, stateDirectory, patienceNanos);
  }

  /**
   * Tells these fences from those of other agents.
   *
   * @param cookie of the state directory
   */
  public synchronized void nameAfter(String cookie) {
    name = "holdfast-" + cookie.substring(0, 13) + "-";
  }

  /** Whether the guards that a former process of this agent left are there and hold off. */
  public static boolean areUp(Path stateDirectory) throws IOException {
    Optional<Memo> memo = Memo.read(stateDirectory);
    if (memo.isEmpty() || !Files.isDirectory(memo.get().group())) {
      return false;
    }
    for (Watch watch : watchesOf(memo.get())) {
      if (watch.guard.isOver() || !watch.guard.isAlive()) {
        return false;
      }
    }
    return true;
  }

  private static Watch[] watchesOf(Memo memo) {
    Watch[] watches = new Watch[GUARDS];
    for (int i = 0; i < GUARDS; i++) {
      Path place = memo.places().get(i);
      watches[i] = new Watch(GuardProcess.adopted(memo.guards().get(i), place), place);
    }
    return watches;
  }

  /**
   * Ends whatever earlier incarnations left behind a fence: nothing of it lives when it returns.
   */
  public static void sweep(Path stateDirectory) throws IOException, InterruptedException {
    Optional<Memo> memo = Memo.read(stateDirectory);
    if (memo.isPresent()) {
      new ControlGroup(memo.get().group()).end(KILL_TAKES_AT_MOST);
      endGuards(watchesOf(memo.get()));
      Memo.delete(stateDirectory);
    }
  }

  /** As {@link #sweep(Path)}, and what the directory's agents left where no memo tells of it. */
  public synchronized void sweep() throws IOException, InterruptedException {
    sweep(stateDirectory);
    for (ControlGroup left : hierarchy.groups(name)) {
      left.end(KILL_TAKES_AT_MOST);
    }
    tidy();
  }

  /** Takes over the guards that {@link #areUp}. */
  public synchronized void adopt() throws IOException {
    Memo memo =
        Memo.read(stateDirectory).orElseThrow(() -> new IOException("there are no guards left"));
    group = new ControlGroup(memo.group());
    watches = watchesOf(memo);
    started = (int) (System.nanoTime() >>> 20 & 0xfffff); // the places of new guards are new too
  }

  /**
   * The group for a workload, empty; made with its fence where that is not there yet.
   *
   * @param leaseEnd the deadline of the guards, nanoseconds since boot
   */
  public synchronized ControlGroup around(Grant grant, long incarnation, long leaseEnd)
      throws IOException {
    try {
      if (group == null) {
        put(incarnation, leaseEnd);
      }
      ControlGroup own = group.child(nameOf(grant));
      own.create();
      return own;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The group of a workload that a former process launched. */
  public synchronized Optional<ControlGroup> groupOf(Grant grant) {
    return Optional.ofNullable(group).map(all -> all.child(nameOf(grant)));
  }

  private void put(long incarnation, long leaseEnd) throws IOException, InterruptedException {
    ControlGroup fresh = hierarchy.group(name + incarnation);
    fresh.create();
    deadline = Math.max(deadline, leaseEnd);
    Watch[] pair = new Watch[GUARDS];
    for (int i = 0; i < GUARDS; i++) {
      pair[i] = start(fresh);
    }
    watches = pair;
    group = fresh;
    remember();
  }

  private Watch start(ControlGroup around) throws IOException, InterruptedException {
    Path place = runtime.resolve(around.directory().getFileName() + "-" + ++started);
    return new Watch(GuardProcess.start(shell, around, place, deadline), place);
  }

  private void remember() throws IOException {
    List<Root> guards = new ArrayList<>();
    List<Path> places = new ArrayList<>();
    for (Watch watch : watches) {
      guards.add(watch.guard.process);
      places.add(watch.place);
    }
    new Memo(group.directory(), guards, places).write(stateDirectory);
  }

  /** Whether there is a fence to be kept. */
  public synchronized boolean isUp() {
    return group != null;
  }

  /** The lease was renewed: the guards hold off until then. */
  public synchronized void renew(long leaseEnd) throws IOException {
    deadline = leaseEnd;
    for (Watch watch : watches) {
      watch.guard.renew(leaseEnd);
    }
  }

  /**
   * Looks after the guards, and replaces one that does not answer.
   *
   * @return false when one has begun to kill, so that the lease cannot be kept
   */
  public synchronized boolean look() throws IOException {
    for (int i = 0; i < watches.length; i++) {
      Watch watch = watches[i];
      if (watch.guard.isOver()) {
        return false;
      }
      if (watch.guard.knows().filter(known -> known >= deadline).isPresent()) {
        watch.knewAt = System.nanoTime();
      }
      boolean isMute = System.nanoTime() - watch.knewAt > patienceNanos;
      if (isMute || !watch.guard.isAlive()) {
        replace(i);
      }
    }
    return true;
  }

  private void replace(int i) throws IOException {
    log.atWarn()
        .addKeyValue("pid", watches[i].guard.process.pid())
        .log("a guard is gone or does not answer, and is replaced");
    watches[i].guard.kill();
    try {
      watches[i] = start(group);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    remember();
  }

  /** Kills all behind the fence, without waiting. */
  public synchronized void kill() throws IOException {
    if (group != null) {
      group.kill();
    }
  }

  /** Kills all behind the fence; nothing of it lives, nor can any enter it, when this returns. */
  public synchronized void end() throws IOException, InterruptedException {
    if (group != null) {
      group.end(KILL_TAKES_AT_MOST);
      endGuards(watches);
      group = null;
      deadline = Long.MIN_VALUE;
      watches = new Watch[0];
      Memo.delete(stateDirectory);
      tidy();
    }
  }

  /** They would end by themselves, but not without a last answer, which nobody reads. */
  private static void endGuards(Watch[] watches) throws IOException, InterruptedException {
    for (Watch watch : watches) {
      watch.guard.end(GUARD_TAKES_AT_MOST);
    }
  }

  private void tidy() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(runtime, name + "*")) {
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A workload's id may be longer than a directory's name. */
  private static String nameOf(Grant grant) {
    String id = URLEncoder.encode(grant.workload(), StandardCharsets.UTF_8);
    String shortened =
        id.length() <= LONGEST_NAME
            ? id
            : id.substring(0, LONGEST_NAME) + "-" + Integer.toHexString(id.hashCode());
    return shortened + "@" + grant.epoch();
  }
}
