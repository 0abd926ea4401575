package io.holdfast.simulator.parts;

import io.holdfast.agent.domain.Ending;
import io.holdfast.agent.domain.Ending.Force;
import io.holdfast.agent.domain.Grant;
import io.holdfast.records.Fencing;
import io.holdfast.simulator.check.Breach;
import io.holdfast.simulator.check.Overlaps.Living;
import io.holdfast.simulator.check.Promise;

/**
 * The control group of one grant, with the workload's process in it, in a fence if it is leased.
 */
final class Cage {

  private static final long USUAL_KILL = 10 * Parts.MILLI;

  private final Parts parts;
  private final Machine machine;
  private final Grant grant;
  private final String program;
  private final Fence fence;
  private final Living process;
  private boolean lives;
  private boolean isPaused;
  private boolean isDying;
  private boolean isOver;
  private Ending ending;

  /**
   * @param fence null for a workload without a lease
   */
  Cage(Parts parts, Machine machine, Grant grant, String program, Fence fence) {
    this.parts = parts;
    this.machine = machine;
    this.grant = grant;
    this.program = program;
    this.fence = fence;
    process = new Living(grant.workload(), grant.epoch(), machine.name(), fence != null);
  }

  Grant grant() {
    return grant;
  }

  String program() {
    return program;
  }

  Fence fence() {
    return fence;
  }

  Fencing fencing() {
    return fence == null ? Fencing.NONE : Fencing.LEASE;
  }

  boolean isOver() {
    return isOver;
  }

  boolean lives() {
    return lives && !isPaused;
  }

  /** How it ended. */
  Ending ending() {
    return ending;
  }

  /** The process begins, unless the cage or its fence was closed while it was being made. */
  boolean begin() {
    boolean isClosed = isOver || isDying || (fence != null && fence.isKilled());
    if (isClosed) {
      kill();
      return false;
    }
    lives = true;
    parts.judges().overlaps().began(process);
    return true;
  }

  /** Asks it to end. */
  void terminate() {
    boolean isStubborn = machine.dice().chance(0.02);
    long takes =
        isStubborn ? 10 * Parts.SECOND : machine.dice().between(5 * Parts.MILLI, 800 * Parts.MILLI);
    Force force = isStubborn ? Force.KILLED : Force.NONE;
    parts.scheduler().after(takes, () -> end(new Ending(force, "asked to")));
  }

  /** Kills it: cgroup.kill, until nothing is left. That takes less than the kill budget. */
  void kill() {
    if (!isDying) {
      isDying = true;
      long takes =
          machine.dice().chance(0.02)
              ? machine.dice().between(Parts.SECOND / 5, 9 * Parts.SECOND / 10)
              : machine.dice().delay(USUAL_KILL) / 8;
      parts.scheduler().after(takes, () -> end(new Ending(Force.KILLED, "killed")));
    }
  }

  /** It ends by itself. */
  void crash() {
    end(new Ending(Force.NONE, "exit code 1"));
  }

  /** The machine lost its power. */
  void vanish() {
    end(new Ending(Force.KILLED, "the machine went down"));
  }

  private void end(Ending how) {
    if (isOver) {
      return;
    }
    isOver = true;
    ending = how;
    if (lives()) {
      parts.judges().overlaps().ended(process);
      judge();
    }
    lives = false;
    machine.ended(this);
  }

  private void judge() {
    long late = machine.bootTime().read() - machine.leaseOver();
    if (fence != null && late > 0) {
      throw new Breach(
          Promise.GONE_WITH_LEASE,
          parts.scheduler().now(),
          grant + " on " + machine.name() + " ended " + late / Parts.MILLI + " ms too late");
    }
  }

  /** The machine sleeps. */
  void pause() {
    if (lives()) {
      parts.judges().overlaps().ended(process);
    }
    isPaused = true;
  }

  /**
   * The machine is awake again, and the guards acted in the same instant. That the process may act
   * in it too is the limit that only an epoch checked by the resource excludes.
   */
  void resume() {
    if (!isPaused) {
      return;
    }
    isPaused = false;
    if (lives && isDying) {
      lives = false;
    } else if (lives) {
      parts.judges().overlaps().began(process);
    }
  }
}
