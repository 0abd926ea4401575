package io.holdfast.agent.driver;

import io.holdfast.agent.config.ProgramConfig;
import io.holdfast.agent.config.ProgramConfig.Runner;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.fencing.ControlGroup;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.state.Launch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs each workload by the driver that its program names. */
public final class Drivers implements Driver, AutoCloseable {

  private static final Duration END_TAKES_AT_MOST = Duration.ofSeconds(10);
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final Path stateDirectory;
  private final Marks marks;
  private final ExecDriver exec;
  private final ServiceDriver services;

  /**
   * @param supervision single thread that calls this driver and on which it answers
   */
  public Drivers(
      Path stateDirectory, Marks marks, ScheduledExecutorService supervision, Witness witness) {
    this.stateDirectory = stateDirectory;
    this.marks = marks;
    this.exec = new ExecDriver(marks, stateDirectory.resolve("logs"), supervision, witness);
    this.services = new ServiceDriver(this::caretaker, supervision, witness);
  }

  /** Why workloads of a program cannot be leased whatever the machine offers; empty if they can. */
  public static Optional<String> whyUnfenced(ProgramConfig program) {
    return program.driver() == Runner.EXEC
        ? Optional.empty()
        : Optional.of(
            "what the driver exec does not run itself is in no control group of the agent");
  }

  /** What of the launched nobody could be asked about under these programs; empty if nothing. */
  public static Optional<String> whyLost(
      Collection<Launch> launches, Map<String, ProgramConfig> programs) {
    return launches.stream()
        .filter(
            launch -> {
              ProgramConfig program = programs.get(launch.program());
              return program == null || !program.runBy().equals(launch.runBy());
            })
        .findFirst()
        .map(
            lost ->
                "%s was launched as program %s by %s, and the configuration has no such program"
                    .formatted(lost.grant(), lost.program(), lost.runBy()));
  }

  private Caretaker caretaker(ProgramConfig program) {
    return program.driver() == Runner.HOOK
        ? new Hooks(program.hook().orElseThrow(), marks, program.stopGrace())
        : new Systemd(
            program.unit().orElseThrow(),
            stateDirectory.resolve("units"),
            "systemctl",
            marks,
            program.stopGrace());
  }

  private Driver of(ProgramConfig program) {
    return program.driver() == Runner.EXEC ? exec : services;
  }

  @Override
  public void launch(Grant grant, ProgramConfig program, Optional<ControlGroup> fence) {
    of(program).launch(grant, program, fence);
  }

  @Override
  public void adopt(Launch launch, ProgramConfig program, Optional<ControlGroup> fence) {
    of(program).adopt(launch, program, fence);
  }

  @Override
  public void halt(Grant grant) {
    exec.halt(grant);
    services.halt(grant);
  }

  @Override
  public void kill(Grant grant) {
    exec.kill(grant);
    services.kill(grant);
  }

  /**
   * Ends what an earlier incarnation had somebody else run; returns when nothing of it runs. What
   * the agent ran itself is the matter of {@link Leftovers}.
   *
   * @throws IOException when it does not end, or that cannot be told
   */
  public void endLeftover(Grant grant, ProgramConfig program)
      throws IOException, InterruptedException {
    Caretaker caretaker = caretaker(program);
    long killAt = System.nanoTime() + program.stopGrace().toNanos();
    long giveUpAt = killAt + END_TAKES_AT_MOST.toNanos();
    if (caretaker.look(grant).isRunning()) {
      caretaker.stop(grant);
    }
    while (caretaker.look(grant).isRunning()) {
      if (System.nanoTime() - giveUpAt >= 0) {
        throw new IOException(grant + " of an earlier incarnation does not end: end it by hand");
      }
      if (System.nanoTime() - killAt >= 0) {
        caretaker.kill(grant);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  /** The first processes of what runs. Any thread. */
  public Map<Grant, Root> roots() {
    Map<Grant, Root> roots = new HashMap<>(exec.roots());
    roots.putAll(services.roots());
    return roots;
  }

  /** Sets aside logs that have grown past the size, bytes; how many. */
  public int trimLogs(long maxSize) {
    return exec.trimLogs(maxSize);
  }

  @Override
  public void close() {
    services.close();
  }
}
