package io.holdfast.agent;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.config.ProgramConfig.Runner;
import io.holdfast.agent.domain.Admission;
import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.domain.Supervisor;
import io.holdfast.agent.driver.Drivers;
import io.holdfast.agent.driver.Leftovers;
import io.holdfast.agent.driver.Marks;
import io.holdfast.agent.driver.Probes;
import io.holdfast.agent.fencing.ControlGroup;
import io.holdfast.agent.fencing.Fences;
import io.holdfast.agent.host.Root;
import io.holdfast.agent.state.Launch;
import io.holdfast.agent.state.Pending;
import io.holdfast.agent.state.StateDirectory;
import io.holdfast.agent.threads.WatchedThread;
import io.holdfast.records.Assignment;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.Service;
import io.holdfast.runtime.StartRefusedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The supervision of workloads as a part of the process: started, it ends what a former incarnation
 * left, or takes over what was handed over; stopped, it ends everything, or hands it over.
 */
final class Workloads implements Part {

  private static final Logger log = LoggerFactory.getLogger(Workloads.class);
  private static final long LOOK_MILLIS = 1_000;

  private final AgentConfig config;
  private final StateDirectory state;
  private final Service service;
  private final Optional<Fences> fences;
  private final Marks marks;
  private final Supervisor supervisor;
  private final Supervision supervision;
  private final Drivers drivers;
  private final Probes probes;
  private final Map<String, Integer> phases = new ConcurrentHashMap<>();
  private final WatchedThread thread;
  private final Counter filledLogs;
  private Tenure tenure;

  /**
   * @param unfenced why a program cannot be leased, by program
   */
  Workloads(
      AgentConfig config,
      StateDirectory state,
      Optional<Fences> fences,
      Map<String, String> unfenced,
      Consumer<List<Pending>> results,
      Service service) {
    this.config = config;
    this.state = state;
    this.service = service;
    this.fences = fences;
    this.thread = new WatchedThread("supervision", failure -> service.fail("workloads", failure));
    long incarnation = state.incarnation().number();
    this.marks = new Marks(config.node().id(), () -> state.incarnation().number(), state.cookie());
    this.supervisor =
        new Supervisor(
            incarnation,
            new Admission(config.programs().keySet(), unfenced),
            config.restarts().policy(),
            state.journal().ledger());
    this.supervision =
        new Supervision(
            incarnation,
            supervisor,
            config.programs(),
            state.journal(),
            results,
            service.condition("state", "not started"),
            thread);
    this.drivers = new Drivers(state.path(), marks, thread, supervision);
    this.probes = new Probes(marks, thread, supervision);
    supervision.use(drivers, probes, this::fenceAround);
    this.filledLogs =
        Counter.builder("holdfast.agent.filled.logs")
            .description("Logs of workloads that were set aside because they were full")
            .register(service.metrics());
    for (String phase : supervisor.phases().keySet()) {
      Gauge.builder("holdfast.agent.workloads", () -> phases.getOrDefault(phase, 0))
          .description("Workloads by what the agent does with them")
          .tag("phase", phase)
          .register(service.metrics());
    }
  }

  Supervision supervision() {
    return supervision;
  }

  /** Whose lease the workloads run under; it answers to the supervision, so it comes after it. */
  void use(Tenure tenure) {
    this.tenure = tenure;
  }

  private ControlGroup fenceAround(Grant grant) throws IOException {
    Fences around = fences.orElseThrow(() -> new IOException("there are no fences"));
    return around.around(grant, state.incarnation().number(), tenure.leaseEnd());
  }

  /** Ends what a former incarnation left, before anything else is done, or takes it over. */
  void takeStock() throws Exception {
    List<Launch> launches = state.journal().launches();
    if (state.handover().isPresent()) {
      adopt(launches);
    } else {
      sweep(launches);
    }
  }

  private void adopt(List<Launch> launches) throws Exception {
    if (fences.isPresent() && state.handover().orElseThrow().guarded()) {
      fences.get().adopt();
    }
    thread
        .submit(
            () ->
                supervision.adopt(
                    launches, grant -> fences.flatMap(around -> around.groupOf(grant))))
        .get();
  }

  private void sweep(List<Launch> launches) throws Exception {
    boolean sameBoot =
        state.former().filter(f -> f.isOfBoot(state.incarnation().bootId())).isPresent();
    List<Root> roots =
        launches.stream()
            .filter(launch -> launch.pid() > 0)
            .map(launch -> new Root(launch.pid(), launch.startTicks()))
            .toList();
    List<Launch> ofServices =
        launches.stream().filter(launch -> !launch.runBy().equals(Runner.EXEC.word())).toList();
    refuseIfLost(ofServices);
    try {
      if (fences.isPresent()) {
        fences.get().sweep();
      } else {
        Fences.sweep(state.path());
      }
      new Leftovers(marks, sameBoot ? roots : List.of()).end(config.leftoverGrace());
      for (Launch launch : ofServices) {
        drivers.endLeftover(launch.grant(), config.programs().get(launch.program()));
      }
    } catch (IOException e) {
      throw new StartRefusedException(Reason.PLATFORM, e.getMessage(), e);
    }
    thread
        .submit(
            () -> {
              supervision.swept(launches, sameBoot);
              return null;
            })
        .get();
  }

  private void refuseIfLost(List<Launch> launches) throws StartRefusedException {
    Optional<String> why = Drivers.whyLost(launches, config.programs());
    if (why.isPresent()) {
      throw new StartRefusedException(
          Reason.CONFIGURATION,
          why.get() + ": configure it as it was once more, so that the agent can end it");
    }
  }

  @Override
  public void start() {
    thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Any thread. */
  void assigned(Assignment assignment) {
    supervision.assigned(assignment);
  }

  /** It is not the dispatcher's word. Any thread. */
  void unauthentic(Assignment assignment) {
    supervision.unauthentic(assignment);
  }

  /** The first process of each workload that runs. Any thread. */
  Map<Grant, Root> running() {
    return drivers.roots();
  }

  /** Ends everything and returns when nothing lives; or lets everything live on. */
  @Override
  public void stop(Duration within) throws Exception {
    probes.close();
    if (isToHandOver()) {
      thread.submit(supervision::handOver).get();
      tenure.handingOver();
    } else {
      end(within);
      tenure.leaving();
    }
    drivers.close();
    thread.shutdown();
  }

  private boolean isToHandOver() {
    boolean asked = service.isAskedBy("SIGHUP");
    if (asked && !supervision.canBeTakenOver()) {
      log.warn("a launch is not noted, so nothing is handed over: everything is ended");
      return false;
    }
    return asked;
  }

  private void end(Duration within) throws Exception {
    var idle = new CompletableFuture<Void>();
    thread.execute(supervision::leave);
    thread.scheduleWithFixedDelay(
        () -> {
          if (supervision.isIdle()) {
            idle.complete(null);
          }
        },
        0,
        10,
        TimeUnit.MILLISECONDS);
    idle.get(within.toMillis() * 3 / 4, TimeUnit.MILLISECONDS);
    if (fences.isPresent()) {
      fences.get().end();
    }
  }

  private void look() {
    filledLogs.increment(drivers.trimLogs(config.logs().maxSize().bytes()));
    phases.putAll(supervisor.phases());
  }
}
