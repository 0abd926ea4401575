package io.holdfast.simulator.parts;

import io.holdfast.agent.domain.Guard;
import java.util.Optional;

/**
 * What is around all leased workloads of one incarnation: a control group that can be killed as a
 * whole, and two guards outside of it, either of which suffices. Once it was killed nothing can
 * enter it.
 */
final class Fence {

  private static final int GUARDS = 2;

  /** How long a guard may be mute before the agent replaces it. */
  private static final long PATIENCE = 5 * Parts.SECOND;

  /** A guard looks at the clock no more often. */
  private static final long LOOKS_EVERY = 10 * Parts.MILLI;

  private final Parts parts;
  private final Machine machine;
  private final Watch[] guards = new Watch[GUARDS];
  private long deadline;
  private boolean isKilled;

  Fence(Parts parts, Machine machine, long deadline) {
    this.parts = parts;
    this.machine = machine;
    this.deadline = deadline;
    for (int i = 0; i < GUARDS; i++) {
      guards[i] = new Watch();
    }
  }

  /** Whether it was killed: what is in it dies, and nothing enters it. */
  boolean isKilled() {
    return isKilled;
  }

  /** The guards hold off until then. */
  void renew(long later) {
    deadline = later;
    for (Watch guard : guards) {
      guard.renew(later);
    }
  }

  /** The agent looks after the guards; false when one has begun to kill. */
  boolean look() {
    for (int i = 0; i < GUARDS; i++) {
      boolean isMute =
          guards[i].life.isFrozen() && parts.scheduler().now() - guards[i].frozenSince > PATIENCE;
      if (guards[i].isKilling) {
        return false;
      }
      if (guards[i].life.isOver() || isMute) {
        guards[i].life.end();
        guards[i] = new Watch();
      }
    }
    return true;
  }

  /** Both guards live, so a successor of the agent's process can take over. */
  boolean isUp() {
    return !isKilled && !guards[0].life.isOver() && !guards[1].life.isOver();
  }

  /**
   * One guard's process, to be killed or stopped. Not if the other does not act: that either
   * suffices is the promise, and nobody has promised anything of a machine on which neither does.
   */
  Optional<Life> guard(int number) {
    Watch guard = guards[number % GUARDS];
    if (!guards[(number + 1) % GUARDS].life.acts()) {
      return Optional.empty();
    }
    guard.frozenSince = parts.scheduler().now();
    return Optional.of(guard.life);
  }

  /** Kills all that is in it. */
  void kill() {
    if (!isKilled) {
      isKilled = true;
      machine.all().stream().filter(cage -> cage.fence() == this).forEach(Cage::kill);
    }
  }

  /** It is empty and goes away, and its guards with it. */
  void end() {
    isKilled = true;
    for (Watch guard : guards) {
      guard.life.end();
    }
  }

  /** The machine sleeps. */
  void pause() {
    for (Watch guard : guards) {
      guard.life.freeze();
    }
  }

  /** The machine is awake: the guards act first. */
  void resume() {
    for (Watch guard : guards) {
      guard.life.thaw();
    }
  }

  /** The machine's clock runs at another rate. */
  void clockChanged() {
    for (Watch guard : guards) {
      guard.look();
    }
  }

  /** A guard's process. */
  private final class Watch {

    private final Guard guard = new Guard(deadline);
    private final Life life = new Life();
    private final Runnable look = this::look;
    private boolean isArmed;
    private boolean isKilling;
    private long frozenSince;

    Watch() {
      arm();
    }

    void renew(long later) {
      if (life.acts()) {
        guard.renew(later);
      } else {
        life.whenThawed(() -> guard.renew(later));
      }
    }

    private void arm() {
      if (!isArmed) {
        isArmed = true;
        long due = machine.bootTime().trueTimeOf(guard.deadline());
        long soonest = parts.scheduler().now() + LOOKS_EVERY;
        parts.scheduler().at(Math.max(due, soonest), this::fire);
      }
    }

    private void fire() {
      isArmed = false;
      look();
    }

    private void look() {
      if (life.isFrozen()) {
        life.whenThawed(look);
      } else if (!life.isOver()) {
        if (guard.mustKill(machine.bootTime().read())) {
          isKilling = true;
          kill();
        } else {
          arm();
        }
      }
    }
  }
}
