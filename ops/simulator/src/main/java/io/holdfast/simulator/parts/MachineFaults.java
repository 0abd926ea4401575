package io.holdfast.simulator.parts;

import io.holdfast.simulator.fault.Fault;
import io.holdfast.simulator.world.Kafka;
import java.util.ArrayList;
import java.util.List;

/** What may befall a machine: each is begun, and hands back how it is undone. */
final class MachineFaults {

  private static final long HOUR = 3_600 * Parts.SECOND;

  private MachineFaults() {}

  static Runnable begin(Fault fault, Machine machine, Cluster cluster) {
    return switch (fault.kind()) {
      case KILL_AGENT -> killAgent(machine);
      case FREEZE_AGENT -> freeze(List.of(machine.agent().life()));
      case LEAVE -> leave(machine);
      case UPGRADE -> upgrade(machine);
      case CHANGE_LEASE -> changeLease(fault, machine);
      case CRASH_MACHINE -> crash(machine);
      case SLEEP_MACHINE -> sleep(machine);
      case KILL_GUARD -> killGuard(fault, machine);
      case FREEZE_GUARD -> freeze(guards(fault, machine));
      case FREEZE_AGENT_AND_GUARD -> {
        List<Life> lives = guards(fault, machine);
        lives.add(machine.agent().life());
        yield freeze(lives);
      }
      case CRASH_WORKLOAD -> curse(fault, machine, Curse.CRASHES);
      case SICKEN_WORKLOAD -> curse(fault, machine, Curse.IS_UNHEALTHY);
      case DRIFT -> drift(fault, machine);
      case STEP_WALL_CLOCK -> {
        machine.wallClock().step((long) (fault.signed() * HOUR));
        yield () -> {};
      }
      case CUT_MACHINE -> cut(fault, machine, cluster.kafka(), 0, Kafka.BROKERS);
      case CUT_MACHINE_FROM_BROKER -> {
        int broker = fault.size() % Kafka.BROKERS;
        yield cut(fault, machine, cluster.kafka(), broker, broker + 1);
      }
      case SLOW_MACHINE -> slow(fault, machine, cluster.kafka());
      case TWIN -> another(cluster, machine, machine.disk().copy());
      default -> another(cluster, machine, new Disk());
    };
  }

  private static Runnable killAgent(Machine machine) {
    machine.agent().life().end();
    return machine::startAgent;
  }

  private static Runnable leave(Machine machine) {
    machine.agent().leave();
    return () -> {
      machine.agent().life().end();
      machine.startAgent();
    };
  }

  private static Runnable upgrade(Machine machine) {
    machine.agent().handOver();
    return () -> {
      machine.agent().life().end();
      machine.startAgent();
    };
  }

  private static Runnable changeLease(Fault fault, Machine machine) {
    machine.settings().leaseMillis(10_000 + 100L * (fault.size() % 400));
    return killAgent(machine);
  }

  private static Runnable crash(Machine machine) {
    machine.crash();
    return () -> {
      if (!machine.isOn()) {
        machine.boot();
      }
    };
  }

  private static Runnable sleep(Machine machine) {
    if (!machine.isOn() || machine.isAsleep()) {
      return () -> {};
    }
    machine.sleep();
    return machine::wake;
  }

  private static List<Life> guards(Fault fault, Machine machine) {
    List<Life> guards = new ArrayList<>();
    if (machine.fence() != null) {
      machine.fence().guard(fault.size() % 2).ifPresent(guards::add);
    }
    return guards;
  }

  private static Runnable killGuard(Fault fault, Machine machine) {
    guards(fault, machine).forEach(Life::end);
    return () -> {};
  }

  private static Runnable freeze(List<Life> lives) {
    lives.forEach(Life::freeze);
    return () -> lives.forEach(Life::thaw);
  }

  private static Runnable curse(Fault fault, Machine machine, Curse curse) {
    List<Cage> living = machine.all().stream().filter(Cage::lives).toList();
    if (living.isEmpty()) {
      return () -> {};
    }
    machine.curse(living.get(fault.size() % living.size()).grant().workload(), curse);
    return () -> machine.curse(null, Curse.NONE);
  }

  private static Runnable drift(Fault fault, Machine machine) {
    machine.drift(1 + fault.signed() * 0.05);
    return () -> machine.drift(1);
  }

  private static Runnable cut(Fault fault, Machine machine, Kafka kafka, int from, int to) {
    boolean asks = fault.size() % 3 == 1;
    boolean answers = fault.size() % 3 == 2;
    for (int broker = from; broker < to; broker++) {
      kafka.cut(machine.party(), broker, asks, answers);
    }
    return () -> {
      for (int broker = from; broker < to; broker++) {
        kafka.cut(machine.party(), broker, true, true);
      }
    };
  }

  private static Runnable slow(Fault fault, Machine machine, Kafka kafka) {
    long most = fault.size() * 15 * Parts.MILLI;
    long requests = fault.size() % 3 == 1 ? 0 : most;
    long replies = fault.size() % 3 == 2 ? 0 : most;
    for (int broker = 0; broker < Kafka.BROKERS; broker++) {
      kafka.slow(machine.party(), broker, requests, replies);
    }
    return () -> {
      for (int broker = 0; broker < Kafka.BROKERS; broker++) {
        kafka.slow(machine.party(), broker, 0, 0);
      }
    };
  }

  private static Runnable another(Cluster cluster, Machine machine, Disk disk) {
    Machine other = cluster.another(machine, disk);
    other.boot();
    return () -> {
      other.crash();
      cluster.remove(other);
      machine.agent().life().end(); // whoever finds out starts the right one anew
      machine.startAgent();
    };
  }
}
