package io.holdfast.simulator.parts;

import io.holdfast.records.Detector;
import io.holdfast.records.LivenessPolicy;
import io.holdfast.records.OperationKind;
import io.holdfast.schemas.policy.DefaultPolicy;
import io.holdfast.schemas.time.Profile;
import io.holdfast.simulator.fault.Fault;
import io.holdfast.simulator.world.Kafka;
import io.holdfast.simulator.world.Party;

/** Makes a fault happen, and ends it. */
final class Saboteur {

  private static final long HOUR = 3_600 * Parts.SECOND;

  private final Parts parts;
  private final Cluster cluster;
  private int active;
  private long calmSince;

  Saboteur(Parts parts, Cluster cluster) {
    this.parts = parts;
    this.cluster = cluster;
  }

  /** Since when nothing goes wrong; {@link Long#MAX_VALUE} while something does. */
  long calmSince() {
    return active > 0 ? Long.MAX_VALUE : calmSince;
  }

  void plan(Fault fault) {
    parts.scheduler().at(fault.atNanos(), () -> begin(fault));
  }

  private void begin(Fault fault) {
    parts.judges().story().tell(() -> "-- " + fault);
    active++;
    switch (fault.kind().target()) {
      case MACHINE -> befallMachine(fault, cluster.machine(fault.target()));
      case BROKER -> befallBroker(fault, fault.target() % Kafka.BROKERS);
      case APP -> befallApp(fault);
      case PEOPLE -> mistake(fault);
    }
  }

  /** When the fault is over, what was done is undone. */
  private void afterwards(Fault fault, Runnable undo) {
    parts
        .scheduler()
        .after(
            fault.lastsNanos(),
            () -> {
              parts.judges().story().tell(() -> "-- over: " + fault);
              active--;
              calmSince = parts.scheduler().now();
              undo.run();
            });
  }

  private void befallMachine(Fault fault, Machine machine) {
    machine.fallIll();
    Runnable undo = MachineFaults.begin(fault, machine, cluster);
    afterwards(
        fault,
        () -> {
          undo.run();
          machine.recover();
        });
  }

  private void befallBroker(Fault fault, int broker) {
    Kafka kafka = parts.kafka();
    switch (fault.kind()) {
      case STOP_BROKER -> {
        kafka.stop(broker, (2_000 + fault.size() * 8L) * Parts.MILLI);
        afterwards(fault, () -> kafka.start(broker));
      }
      case STOP_ALL_BROKERS -> {
        for (int each = 0; each < Kafka.BROKERS; each++) {
          kafka.stop(each, Parts.SECOND);
        }
        afterwards(
            fault,
            () -> {
              for (int each = 0; each < Kafka.BROKERS; each++) {
                kafka.start(each);
              }
            });
      }
      case FREEZE_BROKER -> {
        kafka.freeze(broker, fault.lastsNanos());
        afterwards(fault, () -> {});
      }
      case MOVE_LEADER -> {
        kafka.moveLeader(fault.target(), (20 + fault.size() / 2) * Parts.MILLI);
        afterwards(fault, () -> {});
      }
      default -> {
        kafka.stepClock(broker, (long) (fault.signed() * HOUR));
        afterwards(fault, () -> {});
      }
    }
  }

  private void befallApp(Fault fault) {
    Group health = cluster.health();
    Group dispatcher = cluster.dispatcher();
    long lasts = fault.lastsNanos();
    switch (fault.kind()) {
      case KILL_HEALTH -> health.kill(fault.target(), lasts);
      case FREEZE_HEALTH -> health.freeze(fault.target(), lasts);
      case FREEZE_ALL_HEALTH -> {
        for (int each = 0; each < health.size(); each++) {
          health.freeze(each, lasts);
        }
      }
      case KILL_DISPATCHER -> dispatcher.kill(fault.target(), lasts);
      case FREEZE_DISPATCHER -> dispatcher.freeze(fault.target(), lasts);
      case ABORT_FUNNEL -> cluster.funnel().abortNext();
      case REPEAT_EVENTS -> cluster.funnel().setBack(1 + fault.size() / 5);
      case ABORT_DECIDER -> cluster.decider().abortNext();
      case CUT_HEALTH -> cut(fault, health.instance(fault.target()).party());
      case CUT_DISPATCHER -> cut(fault, dispatcher.instance(fault.target()).party());
      case SLOW_HEALTH -> slow(fault, health.instance(fault.target()).party());
      default -> {
        Instance instance = health.instance(fault.target());
        instance.clock().runAt(1 + fault.signed() * 0.05);
        parts.scheduler().after(lasts, () -> instance.clock().runAt(1));
      }
    }
    afterwards(fault, () -> {});
  }

  private void cut(Fault fault, Party party) {
    int broker = fault.size() % Kafka.BROKERS;
    parts.kafka().cut(party, broker, false, false);
    parts.scheduler().after(fault.lastsNanos(), () -> parts.kafka().cut(party, broker, true, true));
  }

  private void slow(Fault fault, Party party) {
    for (int broker = 0; broker < Kafka.BROKERS; broker++) {
      int each = broker;
      parts.kafka().slow(party, each, fault.size() * 2 * Parts.MILLI, 0);
      parts.scheduler().after(fault.lastsNanos(), () -> parts.kafka().slow(party, each, 0, 0));
    }
  }

  private void mistake(Fault fault) {
    Operator operator = cluster.operator();
    String node = cluster.machine(fault.target()).node();
    int workload = fault.target() + fault.size();
    switch (fault.kind()) {
      case DRAIN -> {
        operator.operate(OperationKind.DRAIN, node, null, null);
        afterwards(fault, () -> operator.operate(OperationKind.UNDRAIN, node, null, null));
      }
      case MAINTAIN -> {
        operator.operate(OperationKind.MAINTENANCE_BEGIN, node, null, fault.lasts());
        afterwards(fault, () -> operator.operate(OperationKind.MAINTENANCE_END, node, null, null));
      }
      case MOVE -> {
        String asked = Operator.workload(workload % Operator.WORKLOADS);
        operator.operate(OperationKind.MOVE, fault.size() % 2 == 0 ? node : null, asked, null);
        afterwards(fault, () -> {});
      }
      case CHANGE_SPEC -> {
        operator.specify(workload, fault.size() % 2 == 0 ? "train" : "serve", false);
        afterwards(fault, () -> {});
      }
      case FORGE_ASSIGNMENT -> {
        cluster.forger().forge(node, fault.size());
        afterwards(fault, () -> {});
      }
      case REMOVE_WORKLOAD -> {
        operator.specify(workload, "serve", true);
        afterwards(fault, () -> operator.specify(workload, "serve", false));
      }
      default -> {
        int dead = 4_000 + 1_000 * (fault.size() % 8);
        Detector detector = fault.size() % 2 == 0 ? Detector.FIXED : Detector.ACCRUAL;
        operator.judgeBy(new LivenessPolicy(detector, dead / 2, dead, 3 * dead));
        afterwards(fault, () -> operator.judgeBy(DefaultPolicy.liveness(Profile.DEFAULT)));
      }
    }
  }
}
