package io.holdfast.simulator.parts;

import io.holdfast.health.domain.liveness.LivenessSettings;
import io.holdfast.health.domain.load.LoadSettings;
import io.holdfast.schemas.time.Profile;
import io.holdfast.simulator.check.Deaths;
import io.holdfast.simulator.check.Judges;
import io.holdfast.simulator.check.Story;
import io.holdfast.simulator.fault.Fault;
import io.holdfast.simulator.world.Dice;
import io.holdfast.simulator.world.Kafka;
import io.holdfast.simulator.world.Log;
import io.holdfast.simulator.world.Scheduler;
import java.util.ArrayList;
import java.util.List;

/**
 * A whole cluster: twenty machines with agents, two instances of health-stream and of the
 * dispatcher, three brokers and an operator who wants sixty workloads. In one of ten clusters ten
 * instances of health-stream pulse over a slow network: the more unsteady pulses, the further time
 * would run ahead if their offsets were not fixed.
 */
public final class Cluster implements Deaths.Truth {

  public static final int MACHINES = 20;

  private static final int ZONES = 4;
  private static final int REPLAYED = 4;
  private static final int HEALTH_INSTANCES = 2;
  private static final int FAR_HEALTH_INSTANCES = 10;
  private static final long FAR = 400 * Parts.MILLI;
  private static final double QUARTZ = 1e-4;

  /** Worse than any machine has, and within what the margin is made for. */
  private static final double BAD_CLOCKS = 0.04;

  private static final long PULSE = Profile.DEFAULT.pulse().toNanos();

  private final Parts parts;
  private final List<Machine> machines = new ArrayList<>();
  private final List<Machine> others = new ArrayList<>();
  private int othersMade;
  private final List<LivenessTask> liveness = new ArrayList<>();
  private final LoadTask load;
  private final Funnel funnel;
  private final Decider decider;
  private final Group health;
  private final Group dispatcher;
  private final Operator operator;
  private final Forger forger;
  private final Saboteur saboteur;
  private final Promptness promptness;

  /**
   * @param isTold whether anybody will ask for the story
   */
  public Cluster(long seed, List<Fault> faults, boolean isTold) {
    var scheduler = new Scheduler();
    var kafka = new Kafka(scheduler, Dice.of(seed, "kafka"), Parts.EPOCH_MILLIS);
    Dice dice = Dice.of(seed, "cluster");
    var topics = new Topics(kafka, 1 + dice.below(2));
    Judges judges = Judges.of(scheduler, this, new Story(scheduler, isTold));
    double drift = dice.chance(0.6) ? QUARTZ : BAD_CLOCKS;
    parts = new Parts(seed, scheduler, kafka, topics, judges, drift);
    operator = new Operator(parts);
    forger = new Forger(parts);
    for (int i = 0; i < MACHINES; i++) {
      machines.add(newMachine(i));
    }
    for (Log log : topics.heartbeats) {
      liveness.add(new LivenessTask(parts, log, LivenessSettings.of(Profile.DEFAULT)));
    }
    load = new LoadTask(parts, topics.loads, LoadSettings.of(Profile.DEFAULT));
    funnel = new Funnel(parts);
    decider = new Decider(parts, operator::read);
    health = health(topics);
    dispatcher = dispatcher(topics, dice);
    saboteur = new Saboteur(parts, this);
    promptness = new Promptness(parts, machines, operator, saboteur);
    start(dice, faults);
  }

  private Machine newMachine(int number) {
    String name = String.format("n%02d", number);
    String zone = "zone" + number % ZONES;
    return new Machine(parts, name, name, zone, new Disk(), new AgentSettings(Profile.DEFAULT));
  }

  private Group health(Topics topics) {
    List<Log> pulsed = new ArrayList<>(topics.heartbeats);
    pulsed.add(topics.loads);
    boolean isFar = parts.dice("far").chance(0.1);
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < (isFar ? FAR_HEALTH_INSTANCES : HEALTH_INSTANCES); i++) {
      var instance = new Instance(parts, "health-stream-" + i, pulsed, PULSE);
      for (int broker = 0; isFar && broker < Kafka.BROKERS; broker++) {
        parts.kafka().slow(instance.party(), broker, FAR, 0);
      }
      instances.add(instance);
    }
    List<Group.Task> tasks = new ArrayList<>(liveness);
    tasks.add(load);
    return new Group(parts, "health-stream", instances, tasks);
  }

  private Group dispatcher(Topics topics, Dice dice) {
    List<Instance> instances = new ArrayList<>();
    int count = 1 + dice.below(2);
    for (int i = 0; i < count; i++) {
      instances.add(new Instance(parts, "dispatcher-" + i, List.of(topics.poolEvents), PULSE));
    }
    return new Group(parts, "dispatcher", instances, List.of(funnel, decider));
  }

  private void start(Dice dice, List<Fault> faults) {
    health.start();
    dispatcher.start();
    for (Machine machine : machines) {
      parts.scheduler().after(dice.between(0, 3 * Parts.SECOND), machine::boot);
    }
    parts.scheduler().after(5 * Parts.SECOND, operator::begin);
    faults.forEach(saboteur::plan);
    promptness.start();
  }

  /**
   * Lets it live for so long. What is folded again because a task is taken over is held to what was
   * concluded before; at the end of every fourth run all logs are folded again to their ends.
   *
   * @throws io.holdfast.simulator.check.Breach when a promise was broken
   */
  public void run(long nanos) {
    parts.scheduler().runUntil(nanos);
    if (parts.seed() % REPLAYED == 0) {
      liveness.forEach(HealthTask::replay);
      load.replay();
      decider.replay();
    }
  }

  /** What happened, for people. */
  public List<String> story() {
    return parts.judges().story().lines();
  }

  /** Things that happened. */
  public long events() {
    return parts.scheduler().scheduled();
  }

  /** Starts of leased workloads. */
  public long leasedStarts() {
    return parts.judges().overlaps().leasedStarts();
  }

  /** Verdicts of silence that were judged. */
  public long deaths() {
    return parts.judges().deaths().judged();
  }

  @Override
  public long wellSince(String node, long incarnation) {
    Machine found = null;
    for (Machine machine : machines) {
      found = machine.node().equals(node) ? machine : found;
    }
    boolean isAlone = others.stream().noneMatch(other -> other.node().equals(node));
    boolean isWell =
        found != null && isAlone && found.isWell() && found.agent().incarnation() == incarnation;
    return isWell ? found.wellSince() : Long.MAX_VALUE;
  }

  @Override
  public long leastDeadAfter() {
    return operator.leastDeadAfter();
  }

  Kafka kafka() {
    return parts.kafka();
  }

  Machine machine(int number) {
    return machines.get(number % MACHINES);
  }

  /** One more machine with the node id of another. */
  Machine another(Machine like, Disk disk) {
    String name = like.name() + "-again-" + ++othersMade;
    var other = new Machine(parts, name, like.node(), like.zone(), disk, like.settings().copy());
    others.add(other);
    return other;
  }

  void remove(Machine other) {
    others.remove(other);
  }

  Group health() {
    return health;
  }

  Group dispatcher() {
    return dispatcher;
  }

  Funnel funnel() {
    return funnel;
  }

  Decider decider() {
    return decider;
  }

  Operator operator() {
    return operator;
  }

  Forger forger() {
    return forger;
  }
}
