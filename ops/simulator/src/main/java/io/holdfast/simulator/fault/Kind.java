package io.holdfast.simulator.fault;

/** What may go wrong. The words say what happens to the target for as long as the fault lasts. */
public enum Kind {
  // A machine.
  KILL_AGENT(Target.MACHINE, "its agent is killed, and started again afterwards"),
  FREEZE_AGENT(Target.MACHINE, "its agent is stopped"),
  LEAVE(Target.MACHINE, "its agent leaves in good order, and is started again afterwards"),
  UPGRADE(Target.MACHINE, "its agent hands over, and its successor starts afterwards"),
  CHANGE_LEASE(Target.MACHINE, "its agent is started again with another lease"),
  CRASH_MACHINE(Target.MACHINE, "it is without power"),
  SLEEP_MACHINE(Target.MACHINE, "it sleeps, its clock goes on"),
  KILL_GUARD(Target.MACHINE, "one of its guards is killed"),
  FREEZE_GUARD(Target.MACHINE, "one of its guards is stopped"),
  FREEZE_AGENT_AND_GUARD(Target.MACHINE, "its agent and one of its guards are stopped"),
  CRASH_WORKLOAD(Target.MACHINE, "one of its workloads ends by itself whenever it is started"),
  SICKEN_WORKLOAD(Target.MACHINE, "one of its workloads fails its probes"),
  DRIFT(Target.MACHINE, "its clock runs up to 5 % slow or fast"),
  STEP_WALL_CLOCK(Target.MACHINE, "its wall clock is set up to an hour back or forward"),
  CUT_MACHINE(Target.MACHINE, "it reaches no broker, or is not answered, or both"),
  CUT_MACHINE_FROM_BROKER(Target.MACHINE, "it does not reach one broker, or is not answered"),
  SLOW_MACHINE(Target.MACHINE, "messages to it, from it, or both take up to 15 s"),
  TWIN(Target.MACHINE, "a clone of it runs, disk and all"),
  REUSE_ID(Target.MACHINE, "another machine runs with its node id"),

  // Kafka.
  STOP_BROKER(Target.BROKER, "it is down, others are elected"),
  STOP_ALL_BROKERS(Target.BROKER, "all brokers are down"),
  FREEZE_BROKER(Target.BROKER, "it answers nobody, and then everybody"),
  MOVE_LEADER(Target.BROKER, "a partition gets another leader"),
  STEP_BROKER_CLOCK(Target.BROKER, "its wall clock is set up to an hour back or forward"),

  // The apps.
  KILL_HEALTH(Target.APP, "an instance of health-stream is killed, and started again afterwards"),
  FREEZE_HEALTH(Target.APP, "an instance of health-stream is stopped"),
  FREEZE_ALL_HEALTH(Target.APP, "every instance of health-stream is stopped"),
  CUT_HEALTH(Target.APP, "an instance of health-stream does not reach one broker"),
  SLOW_HEALTH(Target.APP, "every message of an instance of health-stream takes up to 2 s"),
  DRIFT_HEALTH(Target.APP, "its clock runs up to 5 % slow or fast"),
  KILL_DISPATCHER(Target.APP, "an instance of the dispatcher is killed, and started again"),
  FREEZE_DISPATCHER(Target.APP, "an instance of the dispatcher is stopped"),
  CUT_DISPATCHER(Target.APP, "an instance of the dispatcher does not reach one broker"),
  ABORT_FUNNEL(Target.APP, "a transaction of the funnel is aborted"),
  ABORT_DECIDER(Target.APP, "a transaction of the dispatcher is aborted"),

  // People.
  DRAIN(Target.PEOPLE, "a node is drained"),
  MAINTAIN(Target.PEOPLE, "a node is announced to be in maintenance"),
  MOVE(Target.PEOPLE, "a workload is asked to move"),
  CHANGE_SPEC(Target.PEOPLE, "a workload gets another program"),
  REMOVE_WORKLOAD(Target.PEOPLE, "a workload shall no longer run"),
  CHANGE_POLICY(Target.PEOPLE, "the pool gets another policy of liveness"),

  // What came later; see Plan.
  FORGE_ASSIGNMENT(Target.PEOPLE, "somebody without the dispatcher's key writes an assignment"),
  REPEAT_EVENTS(Target.APP, "the funnel's offsets are set back: it copies again what it copied");

  /** Whom it befalls. */
  public enum Target {
    MACHINE,
    BROKER,
    APP,
    PEOPLE
  }

  private final Target target;
  private final String words;

  Kind(Target target, String words) {
    this.target = target;
    this.words = words;
  }

  public Target target() {
    return target;
  }

  public String words() {
    return words;
  }
}
