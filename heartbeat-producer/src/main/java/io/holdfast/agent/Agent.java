package io.holdfast.agent;

import io.holdfast.agent.config.AgentConfig;
import io.holdfast.agent.host.Gpus;
import io.holdfast.agent.host.Kernel;
import io.holdfast.agent.host.NvidiaSmi;
import io.holdfast.agent.host.OshiHost;
import io.holdfast.agent.kafka.Assignments;
import io.holdfast.agent.kafka.BeatMetrics;
import io.holdfast.agent.kafka.Clients;
import io.holdfast.agent.kafka.DeadLetters;
import io.holdfast.agent.kafka.Heartbeats;
import io.holdfast.agent.kafka.Profile;
import io.holdfast.agent.kafka.Results;
import io.holdfast.agent.kafka.Samples;
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
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;

/**
 * Puts an agent together. Parts are started in the order they are added here and stopped the other
 * way round, so an agent that leaves reads no more, ends its workloads, delivers what became of
 * them, and then says goodbye.
 */
final class Agent {

  private static final Duration GPU_PATIENCE = Duration.ofSeconds(2);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  private final AgentConfig config;
  private final Service service;
  private final Topics topics;
  private final Clients clients;

  Agent(AgentConfig config, Service service) {
    this.config = config;
    this.service = service;
    this.topics = Topics.withPrefix(config.kafka().topicPrefix());
    this.clients = new Clients(config);
  }

  void assemble() throws IOException {
    StateDirectory state = openState();
    service.add("state-directory", Part.closing(state));
    Producer<String, SpecificRecord> passing = clients.passing();
    Producer<String, SpecificRecord> delivering = clients.delivering();
    Results results = results(state, delivering);
    Workloads workloads = new Workloads(config, state, results::add, service);
    NodeRecords records = new NodeRecords(config, state.incarnation(), hostName());
    Load load =
        new Load(config, state.incarnation().number(), new OshiHost(), gpus(), workloads::running);

    service.add("leftovers", starting(workloads::sweep));
    service.add("producers", Part.closing(() -> passing.close(CLOSE_WITHIN)));
    service.add("deliveries", Part.closing(() -> delivering.close(CLOSE_WITHIN)));
    service.add(
        "beats",
        new Heartbeats(
            topics.heartbeats(),
            passing,
            config.heartbeat().effectiveInterval(),
            records::heartbeat,
            new BeatMetrics(service.metrics()),
            service.condition("heartbeats", "no heartbeat was acknowledged yet")));
    service.add(
        "profile",
        new Profile(
            topics.nodes(),
            delivering,
            () -> records.profile(load.capacity()),
            service.condition("node-profile", "not published yet"),
            thread("profile")));
    service.add("results", results);
    service.add("workloads", workloads);
    service.add("assignments-reader", assignments(workloads));
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
      return StateDirectory.open(config.stateDirectory().toAbsolutePath(), birth);
    } catch (IOException e) {
      throw new StartRefusedException(Reason.STORAGE, e.getMessage(), e);
    }
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

  private Assignments assignments(Workloads workloads) {
    var deadLetters =
        new DeadLetters(topics.deadLetters(), clients::deadLetters, service.metrics());
    service.add("dead-letters", Part.closing(deadLetters));
    return new Assignments(
        topics.assignments(),
        config.node().id(),
        clients::assignments,
        clients.deserializer(Assignment.class),
        workloads::assigned,
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
