package io.holdfast.agent;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.driver.Drivers;
import io.holdfast.agent.fencing.Fences;
import io.holdfast.agent.host.BootClock;
import io.holdfast.agent.host.Gpus;
import io.holdfast.agent.host.Kernel;
import io.holdfast.agent.host.NvidiaSmi;
import io.holdfast.agent.host.OshiHost;
import io.holdfast.agent.kafka.Assignments;
import io.holdfast.agent.kafka.BeatMetrics;
import io.holdfast.agent.kafka.Clients;
import io.holdfast.agent.kafka.DeadLetters;
import io.holdfast.agent.kafka.Heartbeats;
import io.holdfast.agent.kafka.Keys;
import io.holdfast.agent.kafka.Profile;
import io.holdfast.agent.kafka.Results;
import io.holdfast.agent.kafka.Samples;
import io.holdfast.agent.state.Handover;
import io.holdfast.agent.state.Launch;
import io.holdfast.agent.state.StateDirectory;
import io.holdfast.agent.threads.WatchedThread;
import io.holdfast.records.Assignment;
import io.holdfast.runtime.Part;
import io.holdfast.runtime.Reason;
import io.holdfast.runtime.Service;
import io.holdfast.runtime.StartRefusedException;
import io.holdfast.schemas.Topics;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an agent together. Parts are started in the order they are added here and stopped the other
 * way round, so an agent that leaves reads no more, ends its workloads, delivers what became of
 * them, and then says goodbye.
 */
final class Agent {

  private static final Logger log = LoggerFactory.getLogger(Agent.class);
  private static final Duration GPU_PATIENCE = Duration.ofSeconds(2);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final AgentConfig config;
  private final Service service;
  private final Topics topics;
  private final Clients clients;
  private final BootClock clock = new BootClock();
  private final Optional<Fences> fences;
  private String whyUnfenced = "";

  Agent(AgentConfig config, Service service) {
    this.config = config;
    this.service = service;
    this.topics = Topics.withPrefix(config.kafka().topicPrefix());
    this.clients = new Clients(config);
    this.fences = findFences();
  }

  void assemble() throws IOException {
    var keys = new Keys(config.registry());
    StateDirectory state = openState();
    fences.ifPresent(found -> found.nameAfter(state.cookie()));
    service.add("state-directory", Part.closing(state));
    Producer<String, SpecificRecord> passing = clients.passing();
    Producer<String, SpecificRecord> delivering = clients.delivering();
    Results results = results(state, delivering);
    Workloads workloads = new Workloads(config, state, fences, unfenced(), results::add, service);
    NodeRecords records = new NodeRecords(config, keys.publicKey(), hostName());
    Load load =
        new Load(
            config, () -> state.incarnation().number(), new OshiHost(), gpus(), workloads::running);
    Profile profile =
        new Profile(
            topics.nodes(),
            delivering,
            () -> records.profile(state.incarnation(), load.capacity()),
            service.condition("node-profile", "not published yet"),
            thread("profile"));
    Tenure tenure = tenure(state, records, workloads, profile);
    workloads.use(tenure);

    service.add("leftovers", starting(workloads::takeStock));
    service.add("producers", Part.closing(() -> passing.close(CLOSE_WITHIN)));
    service.add("deliveries", Part.closing(() -> delivering.close(CLOSE_WITHIN)));
    service.add(
        "beats",
        new Heartbeats(
            topics.heartbeats(),
            passing,
            config.heartbeat().effectiveInterval(),
            tenure,
            new BeatMetrics(service.metrics()),
            service.condition("heartbeats", "no heartbeat was acknowledged yet")));
    service.add("profile", profile);
    service.add("results", results);
    service.add("lease", tenure);
    // Stopped after the workloads: to hear is part of the lease, which they need while they end.
    service.add("assignments-reader", assignments(workloads, tenure));
    service.add("workloads", workloads);
    service.add(
        "samples",
        new Samples(
            topics.loadSamples(),
            passing,
            config.samples().interval(),
            load::sample,
            service.metrics(),
            thread("samples")));
  }

  private StateDirectory openState() throws IOException {
    var birth =
        new StateDirectory.Birth(config.node().id(), Kernel.bootId(), System.currentTimeMillis());
    try {
      return StateDirectory.open(
          config.stateDirectory().toAbsolutePath(), birth, this::isAcceptable);
    } catch (IOException e) {
      throw new StartRefusedException(Reason.STORAGE, e.getMessage(), e);
    }
  }

  /**
   * An incarnation goes on in another process only as it was, while its guards live, and if this
   * one can look after all that it launched.
   */
  private boolean isAcceptable(Handover handover, List<Launch> launches) {
    try {
      String no =
          !handover.terms().equals(terms())
              ? "pool, interval or lease changed"
              : clock.getAsLong() >= handover.leaseEnd()
                  ? "its lease is over"
                  : handover.guarded() && !guardsAreUp()
                      ? "a guard of it is gone"
                      : Drivers.whyLost(launches, config.programs()).orElse("");
      if (!no.isEmpty()) {
        log.atInfo().addKeyValue("why", no).log("the incarnation handed over cannot go on");
      }
      return no.isEmpty();
    } catch (IOException e) {
      log.atWarn().addKeyValue("why", e.toString()).log("what was handed over cannot be read");
      return false;
    }
  }

  private boolean guardsAreUp() throws IOException {
    return whyUnfenced.isEmpty() && Fences.areUp(config.stateDirectory().toAbsolutePath());
  }

  private String terms() {
    return config.heartbeat().terms(config.node().pool());
  }

  private Optional<Fences> findFences() {
    try {
      return Optional.of(
          Fences.find(
              config.fencing().cgroup(),
              config.fencing().runtimeDirectory(),
              config.stateDirectory().toAbsolutePath(),
              config.heartbeat().effectiveLease().toNanos() / 4));
    } catch (IOException e) {
      whyUnfenced = e.getMessage();
      log.atInfo().addKeyValue("why", whyUnfenced).log("no leases can be kept here");
      return Optional.empty();
    }
  }

  /** Why a program cannot be leased, by program. */
  private Map<String, String> unfenced() {
    Map<String, String> unfenced = new TreeMap<>();
    config
        .programs()
        .forEach(
            (name, program) ->
                Optional.of(whyUnfenced)
                    .filter(why -> !why.isEmpty())
                    .or(() -> Drivers.whyUnfenced(program))
                    .ifPresent(why -> unfenced.put(name, why)));
    return unfenced;
  }

  private Tenure tenure(
      StateDirectory state, NodeRecords records, Workloads workloads, Profile profile) {
    return new Tenure(
        state,
        records,
        workloads.supervision(),
        fences,
        clock,
        config.heartbeat().effectiveLease(),
        terms(),
        service.condition("lease", "not yet heard and hearing"),
        thread("lease"),
        profile::changed);
  }

  private Results results(StateDirectory state, Producer<String, SpecificRecord> delivering) {
    Gauge.builder("holdfast.agent.results.pending", state.journal()::pendingCount)
        .description("Results that nobody has acknowledged yet")
        .register(service.metrics());
    return new Results(
        topics.commandResults(),
        delivering,
        state.journal(),
        config.node().id(),
        config.node().pool(),
        service.condition("results-delivered", "not started"));
  }

  private Assignments assignments(Workloads workloads, Tenure tenure) {
    var deadLetters =
        new DeadLetters(topics.deadLetters(), clients::deadLetters, service.metrics());
    service.add("dead-letters", Part.closing(deadLetters));
    return new Assignments(
        topics.assignments(),
        config.node().id(),
        clients::assignments,
        clients.deserializer(Assignment.class),
        clients.unverified(Assignment.class),
        workloads::assigned,
        workloads::unauthentic,
        tenure,
        config.heartbeat().questionEach(),
        deadLetters,
        service.condition("assignments", "not read to the end yet"));
  }

  private WatchedThread thread(String name) {
    return new WatchedThread(name, failure -> service.fail(name, failure));
  }

  private Gpus gpus() {
    return NvidiaSmi.find(config.samples().gpuCommand(), GPU_PATIENCE);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return ""; // for people only
    }
  }

  private static Part starting(Start start) {
    return new Part() {
      @Override
      public void start() throws Exception {
        start.run();
      }

      @Override
      public void stop(Duration within) {
        // what it did at start stays done
      }
    };
  }

  private interface Start {
    void run() throws Exception;
  }
}
