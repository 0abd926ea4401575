package io.holdfast.e2e.faults.fencing;

import io.holdfast.bench.fleet.Fleet;
import io.holdfast.sandbox.BrokerProcess;
import io.holdfast.sandbox.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One fault: begun, and ended by bringing back what was. */
final class Trouble {

  private static final Path GROUPS = Path.of("/sys/fs/cgroup");

  /** What ends a fault. */
  @FunctionalInterface
  interface Ending {
    void end() throws Exception;
  }

  private final Town town;
  private final Random random;

  Trouble(Town town, Random random) {
    this.town = town;
    this.random = random;
  }

  Ending begin(Fault fault, Node node) throws Exception {
    return switch (fault) {
      case AGENT_KILLED -> killed(node);
      case AGENT_FROZEN -> frozen(List.of(ProcessHandle.of(node.agent().pid()).orElseThrow()));
      case AGENT_AND_WORKLOADS_KILLED -> {
        node.agent().kill();
        node.workloadProcesses().forEach(ProcessHandle::destroyForcibly);
        yield node::start;
      }
      case AGENT_AND_WORKLOADS_FROZEN -> {
        List<ProcessHandle> all = new ArrayList<>(node.workloadProcesses());
        all.add(ProcessHandle.of(node.agent().pid()).orElseThrow());
        yield frozen(all);
      }
      case GUARD_KILLED -> {
        aGuard(node).forEach(ProcessHandle::destroyForcibly);
        yield () -> {};
      }
      case GUARD_FROZEN -> frozen(aGuard(node));
      case GUARD_AND_AGENT_KILLED -> {
        aGuard(node).forEach(ProcessHandle::destroyForcibly);
        yield killed(node);
      }
      case GUARD_AND_AGENT_FROZEN -> {
        List<ProcessHandle> both = new ArrayList<>(aGuard(node));
        both.add(ProcessHandle.of(node.agent().pid()).orElseThrow());
        yield frozen(both);
      }
      case CUT_BOTH_WAYS -> {
        node.link.cut(Link.Way.OUT);
        node.link.cut(Link.Way.IN);
        yield node.link::heal;
      }
      case CUT_OUT -> {
        node.link.cut(Link.Way.OUT);
        yield node.link::heal;
      }
      case CUT_IN -> {
        node.link.cut(Link.Way.IN);
        yield node.link::heal;
      }
      case ONE_BROKER_CUT -> {
        List<Integer> ports = town.brokerPorts();
        int port = ports.get(random.nextInt(ports.size()));
        node.link.cut(Link.Way.OUT, port);
        node.link.cut(Link.Way.IN, port);
        yield node.link::heal;
      }
      case SLOW -> {
        node.link.slow(50 + random.nextInt(300));
        yield node.link::heal;
      }
      case UPGRADED -> {
        node.upgrade();
        yield () -> {};
      }
      case UPGRADED_WITHOUT_A_GUARD -> {
        node.handOver();
        aGuard(node).forEach(ProcessHandle::destroyForcibly);
        node.start();
        yield () -> {};
      }
      case UPGRADED_WITH_A_FROZEN_GUARD -> {
        node.handOver();
        Ending thaw = frozen(aGuard(node));
        node.start();
        yield thaw;
      }
      case LEASE_CHANGED_AT_RESTART -> {
        node.changeLease();
        node.restart();
        yield () -> {};
      }
      case LEASE_CHANGED_AT_UPGRADE -> {
        node.changeLease();
        node.upgrade();
        yield () -> {};
      }
      case ID_REUSED -> {
        node.reuseId();
        yield () -> {};
      }
      case CLONED -> cloned(node);
      case BROKER_FROZEN -> {
        BrokerProcess broker = aBroker();
        broker.suspend();
        yield broker::resume;
      }
      case BROKER_RESTARTED -> {
        BrokerProcess broker = aBroker();
        broker.stop();
        yield broker::start;
      }
      case BROKER_KILLED -> {
        BrokerProcess broker = aBroker();
        broker.kill();
        yield broker::start;
      }
      case DISPATCHER_KILLED -> appKilled(Fleet.DISPATCHER);
      case HEALTH_KILLED -> appKilled(Fleet.HEALTH);
    };
  }

  private BrokerProcess aBroker() {
    List<BrokerProcess> brokers = town.brokers();
    return brokers.get(random.nextInt(brokers.size()));
  }

  private static Ending killed(Node node) {
    node.agent().kill();
    return node::start;
  }

  private Ending appKilled(String app) {
    town.fleet().app(app).kill();
    return () -> town.fleet().start(app);
  }

  /** At most one of the two: the other is what the promise rests on. */
  private List<ProcessHandle> aGuard(Node node) {
    List<ProcessHandle> guards = node.guards();
    return guards.isEmpty() ? List.of() : List.of(guards.get(random.nextInt(guards.size())));
  }

  private static Ending frozen(List<ProcessHandle> processes) throws Exception {
    for (ProcessHandle process : processes) {
      signal("STOP", process);
    }
    return () -> {
      for (ProcessHandle process : processes) {
        signal("CONT", process);
      }
    };
  }

  private static void signal(String signal, ProcessHandle process) throws Exception {
    new ProcessBuilder("sh", "-c", "kill -s $0 $1 2>/dev/null", signal, "" + process.pid())
        .start()
        .waitFor();
  }

  /** The operator ends the copy and starts the node again: its number was taken. */
  private Ending cloned(Node node) throws Exception {
    Path mount = Files.exists(GROUPS.resolve("unified")) ? GROUPS.resolve("unified") : GROUPS;
    Path group = mount.resolve("holdfast-faults-" + ProcessHandle.current().pid());
    if (!Files.exists(group)) {
      Files.createDirectory(group);
    }
    ChildProcess clone = node.startClone(group);
    return () -> {
      clone.killGroup();
      node.agent().kill();
      node.start();
    };
  }
}
