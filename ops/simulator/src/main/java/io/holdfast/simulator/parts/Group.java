package io.holdfast.simulator.parts;

import io.holdfast.simulator.world.Dice;
import java.util.List;

/**
 * A consumer group: each task has one owner. An owner that is gone, or silent for a session, loses
 * its tasks to another instance; one that only slept does not know it yet.
 */
final class Group {

  /** Something that one instance at a time works at. */
  interface Task {
    /** The instance works at it from now on. */
    void begin(Instance owner);

    /** Its owner is taken to be gone; it may still live. */
    void lose();
  }

  private static final long SESSION = 10 * Parts.SECOND;

  private final Parts parts;
  private final List<Instance> instances;
  private final List<? extends Task> tasks;
  private final Instance[] owners;
  private final Life[] lives;
  private final Dice dice;

  Group(Parts parts, String name, List<Instance> instances, List<? extends Task> tasks) {
    this.parts = parts;
    this.instances = instances;
    this.tasks = tasks;
    owners = new Instance[tasks.size()];
    lives = new Life[tasks.size()];
    dice = parts.dice(name);
  }

  void start() {
    instances.forEach(Instance::start);
    share();
  }

  Instance instance(int number) {
    return instances.get(number % instances.size());
  }

  int size() {
    return instances.size();
  }

  /** It dies at once, and is started again after a while. */
  void kill(int number, long downFor) {
    Instance instance = instance(number);
    if (instance.life().isOver()) {
      return;
    }
    instance.life().end();
    parts.scheduler().after(SESSION, this::share);
    parts
        .scheduler()
        .after(
            downFor,
            () -> {
              instance.start();
              parts.scheduler().after(dice.between(Parts.SECOND, 3 * Parts.SECOND), this::share);
            });
  }

  /** It does nothing for a while, and knows nothing of it afterwards. */
  void freeze(int number, long duration) {
    Instance instance = instance(number);
    Life frozen = instance.life();
    if (frozen.isOver()) {
      return;
    }
    frozen.freeze();
    if (duration > SESSION) {
      parts.scheduler().after(SESSION, this::share);
    }
    parts
        .scheduler()
        .after(
            duration,
            () -> {
              frozen.thaw();
              parts.scheduler().after(Parts.SECOND, this::share);
            });
  }

  /** Gives the tasks of those who are gone to those who are there. */
  private void share() {
    for (int task = 0; task < owners.length; task++) {
      Instance owner = owners[task];
      if (owner != null && lives[task].acts()) {
        continue;
      }
      Instance next = anyone(task);
      if (next == null) {
        continue; // whoever comes back shares again
      }
      if (owner != null) {
        tasks.get(task).lose();
      }
      owners[task] = next;
      lives[task] = next.life();
      tasks.get(task).begin(next);
    }
  }

  private Instance anyone(int task) {
    for (int i = 0; i < instances.size(); i++) {
      Instance candidate = instances.get((task + i) % instances.size());
      if (candidate.life().acts()) {
        return candidate;
      }
    }
    return null;
  }
}
