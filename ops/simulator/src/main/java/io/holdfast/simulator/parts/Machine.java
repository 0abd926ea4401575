package io.holdfast.simulator.parts;

import io.holdfast.agent.domain.Grant;
import io.holdfast.records.Fencing;
import io.holdfast.simulator.world.Dice;
import io.holdfast.simulator.world.DriftingClock;
import io.holdfast.simulator.world.Party;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A machine: clocks, a disk, an agent, and what runs. */
final class Machine {

  private final Parts parts;
  private final String name;
  private final String node;
  private final String zone;
  private final Party party;
  private final Dice dice;
  private final DriftingClock wallClock;
  private final TreeMap<String, List<Cage>> cages = new TreeMap<>();
  private final Disk disk;
  private final AgentSettings settings;
  private DriftingClock bootTime;
  private String bootId;
  private int boots;
  private Agent agent;
  private Fence fence;
  private String cursed;
  private Curse curse = Curse.NONE;
  private long leaseOver;
  private boolean isOn;
  private boolean isAsleep;
  private boolean isStartDue;
  private int ills;
  private long wellSince;

  /**
   * @param name of the machine, as people see it
   * @param node id that its agent is configured with
   */
  Machine(Parts parts, String name, String node, String zone, Disk disk, AgentSettings settings) {
    this.parts = parts;
    this.name = name;
    this.node = node;
    this.zone = zone;
    this.disk = disk;
    this.settings = settings;
    dice = parts.dice(name);
    party = parts.kafka().party(name, 7 * Parts.SECOND);
    long skew = dice.between(-2 * Parts.SECOND, 2 * Parts.SECOND);
    wallClock =
        new DriftingClock(
            parts.scheduler(),
            Parts.EPOCH_MILLIS * Parts.MILLI + parts.scheduler().now() + skew,
            1);
  }

  String name() {
    return name;
  }

  String node() {
    return node;
  }

  String zone() {
    return zone;
  }

  Party party() {
    return party;
  }

  Dice dice() {
    return dice;
  }

  Disk disk() {
    return disk;
  }

  AgentSettings settings() {
    return settings;
  }

  DriftingClock bootTime() {
    return bootTime;
  }

  DriftingClock wallClock() {
    return wallClock;
  }

  long wallMillis() {
    return wallClock.read() / Parts.MILLI;
  }

  String bootId() {
    return bootId;
  }

  /** The agent that runs, or ran last. */
  Agent agent() {
    return agent;
  }

  boolean isOn() {
    return isOn;
  }

  /** Its agent runs and nothing is wrong with it or its links. */
  boolean isWell() {
    return isOn && ills == 0 && !agent.life().isOver();
  }

  /** Since when, in true time. */
  long wellSince() {
    return wellSince;
  }

  /** Something is wrong from now on. */
  void fallIll() {
    ills++;
  }

  /** One thing less is wrong. */
  void recover() {
    ills--;
    wellSince = parts.scheduler().now();
  }

  // Power.

  /** Boots the kernel, and the agent with it. */
  void boot() {
    isOn = true;
    bootId = name + "-boot-" + ++boots;
    bootTime = parts.clock(dice, Parts.SECOND);
    leaseOver = 0;
    startAgent();
  }

  /** The power goes: nothing of what ran is left. */
  void crash() {
    if (isOn) {
      isOn = false;
      isAsleep = false;
      isStartDue = false;
      agent.life().end();
      endFence();
      all().forEach(Cage::vanish);
      cages.clear();
    }
  }

  boolean isAsleep() {
    return isAsleep;
  }

  void sleep() {
    isAsleep = true;
    agent.life().freeze();
    if (fence != null) {
      fence.pause();
    }
    all().forEach(Cage::pause);
  }

  void wake() {
    if (isAsleep) {
      isAsleep = false;
      if (fence != null) {
        fence.resume();
      }
      all().forEach(Cage::resume);
      agent.life().thaw();
      if (isStartDue) {
        startAgent();
      }
    }
  }

  /** Its clock that never stops runs at another rate. */
  void drift(double rate) {
    bootTime.runAt(rate);
    if (fence != null) {
      fence.clockChanged();
    }
    agent.clockChanged();
  }

  /** Starts the agent unless it runs; on a machine that sleeps, as soon as it is awake. */
  void startAgent() {
    isStartDue = isAsleep;
    if (isOn && !isAsleep && (agent == null || agent.life().isOver())) {
      wellSince = parts.scheduler().now();
      agent = new Agent(parts, this);
      agent.start();
    }
  }

  /** A heartbeat arrived: whoever watches counts a lease from now on, and not from earlier. */
  void heard(long sentAt, long leaseNanos) {
    leaseOver = Math.max(leaseOver, sentAt + leaseNanos);
  }

  /** When the newest lease that somebody heard of is over, nanoseconds since boot; for judges. */
  long leaseOver() {
    return leaseOver;
  }

  // What runs.

  /** The fence of the incarnation, or null. */
  Fence fence() {
    return fence;
  }

  /** Nothing is left in the fence: it goes away, and the next one is another. */
  void endFence() {
    if (fence != null) {
      fence.end();
      fence = null;
    }
  }

  /**
   * Makes a cage for a grant; the workload begins in it a little later.
   *
   * @param deadline of the fence's guards, if it is leased and the first in it
   */
  Cage cage(Grant grant, String program, Fencing fencing, long deadline) {
    if (fencing == Fencing.LEASE && fence == null) {
      fence = new Fence(parts, this, deadline);
    }
    var cage = new Cage(parts, this, grant, program, fencing == Fencing.LEASE ? fence : null);
    cages.computeIfAbsent(grant.workload(), w -> new ArrayList<>()).add(cage);
    return cage;
  }

  /** The newest cage of a grant that is not over, or null. */
  Cage find(Grant grant) {
    for (Cage cage : cages.getOrDefault(grant.workload(), List.of())) {
      if (!cage.isOver() && cage.grant().equals(grant)) {
        return cage;
      }
    }
    return null;
  }

  /** Every cage that is not over, by workload. */
  List<Cage> all() {
    List<Cage> all = new ArrayList<>();
    cages.values().forEach(all::addAll);
    return all;
  }

  /** A workload does not do well here from now on; null for none. */
  void curse(String workload, Curse how) {
    cursed = workload;
    curse = how;
    if (workload != null) {
      cages.getOrDefault(workload, List.of()).forEach(this::suffer);
    }
  }

  /** Whatever is wrong with the workload on this machine becomes seen. */
  void suffer(Cage cage) {
    if (cage.grant().workload().equals(cursed)) {
      parts.scheduler().after(dice.between(0, 2 * Parts.SECOND), () -> strike(cage));
    }
  }

  private void strike(Cage cage) {
    boolean isStill = cage.grant().workload().equals(cursed) && cage.lives();
    if (isStill && curse == Curse.CRASHES) {
      cage.crash();
    } else if (isStill) {
      agent.foundUnhealthy(cage);
      suffer(cage);
    }
  }

  /** Whether a leased workload lives here. */
  boolean runsLeased() {
    return all().stream().anyMatch(cage -> cage.fence() != null && cage.lives());
  }

  /** Nothing lives in the cage any more. */
  void ended(Cage cage) {
    if (isOn) {
      List<Cage> ofWorkload = cages.get(cage.grant().workload());
      if (ofWorkload != null) {
        ofWorkload.remove(cage);
      }
      agent.ended(cage);
    }
  }
}
