package io.holdfast.dispatcher.domain;

import static io.holdfast.dispatcher.domain.Records.POOL;

import io.holdfast.dispatcher.domain.state.PoolState;
import io.holdfast.dispatcher.domain.state.Position;
import io.holdfast.dispatcher.domain.state.WorkloadEntry;
import io.holdfast.records.AssignedWorkload;
import io.holdfast.records.Assignment;
import io.holdfast.records.Command;
import io.holdfast.records.CommandAction;
import io.holdfast.records.Decision;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.LoadBalance;
import io.holdfast.records.LoadPicture;
import io.holdfast.records.LogPosition;
import io.holdfast.records.NodePicture;
import io.holdfast.records.NodeState;
import io.holdfast.records.NodeStatus;
import io.holdfast.records.Placement;
import io.holdfast.records.PoolEvent;
import io.holdfast.records.Pulse;
import io.holdfast.records.ResourceBalance;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import io.holdfast.records.StatusCause;
import io.holdfast.records.WorkloadMean;
import io.holdfast.records.WorkloadSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A pool with a log, a dispatcher that folds it, and nodes that do as they are told: they reconcile
 * to their assignment and answer with results, in the order of the log.
 */
final class World {

  private static final String LOG = "pool-events-topic-id-0";
  private static final long PULSE = 250;

  /** An event or a pulse as it stands in the log. */
  record Entry(Position position, long millis, Object value) {}

  private final Fold fold = new Fold();
  private final List<Entry> log = new ArrayList<>();
  private final List<Effect> effects = new ArrayList<>();
  private final SortedMap<String, Agent> agents = new TreeMap<>();
  private final Deque<Object> toSay = new ArrayDeque<>();
  private final SortedMap<String, Long> sources = new TreeMap<>();
  private boolean agentsAnswer = true;
  private boolean remembers = true;
  private long offset;
  private long millis = 1_000_000;
  private long heartbeats;

  /** A node's agent: what it runs, by workload. */
  static final class Agent {
    final String node;
    final SortedMap<String, Long> running = new TreeMap<>();
    long incarnation = 1;
    boolean isUp = true;

    Agent(String node) {
      this.node = node;
    }
  }

  World nodes(int count, double cpu) {
    for (String node : Records.names("n", count)) {
      join(node, "z" + agents.size() % 3, cpu);
    }
    return this;
  }

  World join(String node, String zone, double cpu) {
    agents.put(node, new Agent(node));
    say("nodes", Records.profile(node, zone, cpu));
    status(node, NodeState.ALIVE);
    return this;
  }

  World workloads(int count, double cpu) {
    for (String id : Records.names("w", count)) {
      workload(Records.workload(id, cpu).build());
    }
    return this;
  }

  World workload(WorkloadSpec spec) {
    return say("workloads", spec);
  }

  /** Nothing is remembered of what was said and done. */
  World withoutHistory() {
    remembers = false;
    return this;
  }

  /** Nodes hear assignments but do not answer any more. */
  World agentsFallSilent() {
    agentsAnswer = false;
    return this;
  }

  World kill(String node) {
    agents.get(node).isUp = false;
    return status(node, NodeState.DEAD);
  }

  /** The same incarnation is heard again and does what its newest assignment says. */
  World hear(String node) {
    agents.get(node).isUp = true;
    status(node, NodeState.ALIVE);
    newestAssignment(node).ifPresent(this::reconcile);
    return deliver();
  }

  World restart(String node) {
    Agent agent = agents.get(node);
    agent.isUp = true;
    agent.running.clear();
    agent.incarnation++;
    return status(node, NodeState.ALIVE);
  }

  /** A lease that is ENDED was over at the node before. */
  World status(String node, NodeState state) {
    if (state == NodeState.ENDED) {
      agents.get(node).running.clear();
    }
    return say(
        "node-status",
        Records.status(node, agents.get(node).incarnation, state, heartbeats++, millis));
  }

  World result(String node, String workload, ResultKind kind, ResultReason reason) {
    Agent agent = agents.get(node);
    long epoch = pool().workload(workload).newestEpoch();
    if (kind != ResultKind.STARTED) {
      agent.running.remove(workload);
    }
    return say(
        "command-results", Records.result(node, agent.incarnation, workload, epoch, kind, reason));
  }

  World status(String node, long incarnation, NodeState state, StatusCause cause) {
    NodeStatus said = Records.status(node, incarnation, state, heartbeats++, millis);
    said.setCause(cause);
    return say("node-status", said);
  }

  /** Refused, under an epoch of anybody's. */
  World tell(String node, String workload, long epoch, ResultReason reason) {
    long incarnation = agents.get(node).incarnation;
    return say(
        "command-results",
        Records.result(node, incarnation, workload, epoch, ResultKind.REFUSED, reason));
  }

  /** Another incarnation than the node's own tells of the newest epoch. */
  World resultOf(
      long incarnation, String node, String workload, ResultKind kind, ResultReason reason) {
    long epoch = pool().workload(workload).newestEpoch();
    return say("command-results", Records.result(node, incarnation, workload, epoch, kind, reason));
  }

  /** A window in which each node used these cores, evenly divided among its workloads. */
  World window(long number, Map<String, Double> coresPerWorkload) {
    var loads = new TreeMap<String, Double>();
    List<NodePicture> pictures = new ArrayList<>();
    for (Agent agent : agents.values()) {
      if (!agent.isUp) {
        continue;
      }
      double cores = 0;
      List<WorkloadMean> means = new ArrayList<>();
      for (Map.Entry<String, Long> running : agent.running.entrySet()) {
        double use = coresPerWorkload.getOrDefault(running.getKey(), 0.01);
        cores += use;
        means.add(new WorkloadMean(running.getKey(), running.getValue(), Map.of("cpu", use)));
      }
      double capacity = pool().node(agent.node).profile().capacity().get("cpu");
      loads.put(agent.node, cores / capacity);
      pictures.add(new NodePicture(agent.node, Map.of("cpu", cores / capacity), means));
    }
    double average = loads.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double maximum = loads.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    double degree = maximum == 0 ? 1 : average / maximum;
    var cpu = new ResourceBalance("cpu", average, maximum, degree, List.of(), List.of());
    var closedAt = new LogPosition("load-samples-topic-id", 0, number);
    say(
        "load-balance",
        new LoadBalance(
            POOL,
            number,
            1000L,
            closedAt,
            millis,
            degree,
            "cpu",
            List.of(cpu),
            loads.size(),
            List.of(),
            degree < 0.7));
    return say("load-balance", new LoadPicture(POOL, number, closedAt, 0, 1, pictures));
  }

  World say(String topic, Object event) {
    toSay.add(Map.entry(topic, event));
    return deliver();
  }

  World pass(long forMillis) {
    for (long passed = 0; passed < forMillis; passed += PULSE) {
      millis += PULSE;
      fold(new Pulse(7L, millis * 1_000_000, "test"));
      deliver();
    }
    return this;
  }

  private World deliver() {
    while (!toSay.isEmpty()) {
      @SuppressWarnings("unchecked")
      var next = (Map.Entry<String, Object>) toSay.poll();
      long offset = sources.merge(next.getKey(), 1L, Long::sum);
      fold(
          new PoolEvent(
              POOL,
              next.getKey(),
              new LogPosition("source-" + next.getKey(), 0, offset),
              millis,
              next.getValue()));
    }
    return this;
  }

  private void fold(Object value) {
    var entry = new Entry(new Position(LOG, 0, offset++), millis, value);
    List<Effect> brought = accept(fold, entry);
    if (remembers) {
      log.add(entry);
      effects.addAll(brought);
    }
    for (Effect effect : brought) {
      if (effect instanceof Effect.Assign assign) {
        reconcile(assign.assignment());
      }
    }
  }

  static List<Effect> accept(Fold fold, Entry entry) {
    List<Effect> effects =
        entry.value() instanceof Pulse pulse
            ? fold.accept(entry.position(), entry.millis(), pulse)
            : fold.accept(entry.position(), entry.millis(), (PoolEvent) entry.value());
    return effects;
  }

  /** The same log folded anew, by a dispatcher that has seen nothing. */
  List<Effect> replayed() {
    return replayed(log);
  }

  static List<Effect> replayed(List<Entry> log) {
    var anew = new Fold();
    List<Effect> effects = new ArrayList<>();
    for (Entry entry : log) {
      effects.addAll(accept(anew, entry));
    }
    return effects;
  }

  private void reconcile(Assignment assignment) {
    Agent agent = agents.get(assignment.getNode());
    if (!agent.isUp || assignment.getIncarnation() != agent.incarnation) {
      return;
    }
    var desired =
        assignment.getWorkloads().stream()
            .collect(
                Collectors.toMap(
                    AssignedWorkload::getWorkload,
                    AssignedWorkload::getEpoch,
                    (a, b) -> b,
                    TreeMap::new));
    for (var running : new TreeMap<>(agent.running).entrySet()) {
      if (!running.getValue().equals(desired.get(running.getKey()))) {
        agent.running.remove(running.getKey());
        answer(agent, running.getKey(), running.getValue(), ResultKind.STOPPED);
      }
    }
    for (var wanted : desired.entrySet()) {
      if (!wanted.getValue().equals(agent.running.get(wanted.getKey()))) {
        agent.running.put(wanted.getKey(), wanted.getValue());
        answer(agent, wanted.getKey(), wanted.getValue(), ResultKind.STARTED);
      }
    }
  }

  private void answer(Agent agent, String workload, long epoch, ResultKind kind) {
    if (agentsAnswer) {
      toSay.add(
          Map.entry(
              "command-results",
              Records.result(
                  agent.node, agent.incarnation, workload, epoch, kind, ResultReason.NONE)));
    }
  }

  PoolState pool() {
    return fold.pools().get(POOL);
  }

  Fold fold() {
    return fold;
  }

  /** What a plan that is made at once on a copy of the pool would decide. */
  List<Effect> rehearse() {
    var again = new Fold();
    log.forEach(entry -> accept(again, entry));
    var next = new Position(LOG, 0, offset);
    return Decide.plan(again.pools().get(POOL), Trigger.of(next, millis, again.now())).effects();
  }

  List<Entry> log() {
    return log;
  }

  List<Effect> effects() {
    return effects;
  }

  Agent agent(String node) {
    return agents.get(node);
  }

  SortedMap<String, Agent> agents() {
    return agents;
  }

  /** By workload, the nodes whose agents run it, whether anybody knows of it or not. */
  SortedMap<String, List<String>> running() {
    var running = new TreeMap<String, List<String>>();
    for (Agent agent : agents.values()) {
      for (String workload : agent.running.keySet()) {
        running.computeIfAbsent(workload, w -> new ArrayList<>()).add(agent.node);
      }
    }
    return running;
  }

  List<Decision> decisions() {
    return effects.stream()
        .filter(Effect.Explain.class::isInstance)
        .map(e -> ((Effect.Explain) e).decision())
        .toList();
  }

  List<Decision> decisions(DecisionKind kind) {
    return decisions().stream().filter(d -> d.getKind() == kind).toList();
  }

  List<Command> commands(CommandAction action) {
    return effects.stream()
        .filter(Effect.Narrate.class::isInstance)
        .map(e -> ((Effect.Narrate) e).command())
        .filter(c -> c.getAction() == action)
        .toList();
  }

  List<Placement> placements() {
    return effects.stream()
        .filter(Effect.Place.class::isInstance)
        .map(e -> ((Effect.Place) e).placement())
        .toList();
  }

  java.util.Optional<Assignment> newestAssignment(String node) {
    return effects.stream()
        .filter(Effect.Assign.class::isInstance)
        .map(e -> ((Effect.Assign) e).assignment())
        .filter(a -> a.getNode().equals(node))
        .reduce((a, b) -> b);
  }

  /** Node of each workload that is placed. */
  SortedMap<String, String> placed() {
    var placed = new TreeMap<String, String>();
    for (WorkloadEntry entry : pool().workloads().values()) {
      entry.newest().ifPresent(g -> placed.put(entry.workload(), g.node()));
    }
    return placed;
  }

  /** Workloads on each node, by count. */
  SortedMap<String, Long> counts() {
    return placed().values().stream()
        .collect(Collectors.groupingBy(n -> n, TreeMap::new, Collectors.counting()));
  }
}
