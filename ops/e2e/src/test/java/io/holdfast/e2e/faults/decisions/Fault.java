package io.holdfast.e2e.faults.decisions;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.e2e.faults.decisions.Apps.App;
import io.holdfast.e2e.faults.decisions.Fleet.Return;
import io.holdfast.records.DecisionKind;
import io.holdfast.records.Fencing;
import io.holdfast.records.NodeState;
import io.holdfast.records.OperationKind;
import io.holdfast.records.PlacementStrategy;
import io.holdfast.records.PoolMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What goes wrong in a round. */
enum Fault {
  DISPATCHER_KILLED {
    @Override
    void happen(World world, Random random) {
      again(world, random, App.DISPATCHER);
    }
  },

  /** Killed when the first decision of a burst is written and not yet committed. */
  DISPATCHER_KILLED_IN_MID_TRANSACTION {
    @Override
    void happen(World world, Random random) {
      var decisions = world.wire().topics().decisions();
      long before = world.wire().written(decisions);
      for (int i = 0; i < 10; i++) {
        world.declare("burst-" + world.workloads().size(), Fencing.NONE);
      }
      while (world.wire().written(decisions) == before) {
        Thread.onSpinWait();
      }
      again(world, random, App.DISPATCHER);
    }
  },

  HEALTH_KILLED {
    @Override
    void happen(World world, Random random) {
      again(world, random, App.HEALTH);
    }
  },

  BROKER_RESTARTED {
    @Override
    void happen(World world, Random random) {
      world.sandbox().broker().stop();
      world.sandbox().broker().start();
    }
  },

  /** Longer than some transactions may last, shorter than a lease. */
  BROKER_STANDS_STILL {
    @Override
    void happen(World world, Random random) {
      world.sandbox().brokerProcess().suspend();
      world.pause(Duration.ofMillis(2_000 + random.nextInt(8_000)));
      world.sandbox().brokerProcess().resume();
    }
  },

  NODE_DIES {
    @Override
    void happen(World world, Random random) {
      world.fleet().turnOff(one(world.fleet().well(), random));
      world.pause(random);
    }
  },

  NODE_CUT_OFF_FOR_A_WHILE {
    @Override
    void happen(World world, Random random) {
      String node = one(world.fleet().well(), random);
      long incarnation = world.fleet().incarnation(node);
      world.fleet().cutOff(node);
      awaitVerdict(world, node, incarnation, NodeState.DEAD);
      world.fleet().bringBack(node, Return.SAME_BOOT);
    }
  },

  /** All nodes of one zone: an outage, which is failed over in spite of the breaker. */
  RACK_LOST {
    @Override
    void happen(World world, Random random) {
      String zone = world.fleet().zone(one(world.fleet().well(), random));
      List<String> rack = new ArrayList<>(world.fleet().well());
      rack.removeIf(node -> !world.fleet().zone(node).equals(zone));
      rack.forEach(world.fleet()::turnOff);
      awaitDeaths(world, rack);
    }
  },

  /** Nodes of all zones: too many to be true, so their work waits for an operator. */
  TOO_MANY_LOST {
    @Override
    void happen(World world, Random random) {
      world.allIsWell();
      List<String> nodes = new ArrayList<>(world.fleet().well());
      Collections.shuffle(nodes, random);
      List<String> lost = fewOfEachZone(world, nodes);
      long trips = trips(world);
      lost.forEach(world.fleet()::turnOff);
      awaitDeaths(world, lost);
      world.view().await(World.BOUND, () -> trips(world) > trips, () -> "the breaker is closed");
      world.nothingIsLost();
      world.operate(OperationKind.BREAKER_REPLAY, null, null);
    }

    /** Two nodes of each zone: no zone is out. */
    private List<String> fewOfEachZone(World world, List<String> nodes) {
      List<String> few = new ArrayList<>();
      for (String node : nodes) {
        long mates =
            few.stream()
                .filter(f -> world.fleet().zone(f).equals(world.fleet().zone(node)))
                .count();
        if (mates < 2) {
          few.add(node);
        }
      }
      return few;
    }

    private long trips(World world) {
      return world.view().decisions().stream()
          .filter(d -> d.getKind() == DecisionKind.BREAKER)
          .filter(d -> d.getReason().equals("BREAKER_TRIPPED"))
          .count();
    }
  },

  /** Both apps are down for an hour, in which a node was away and came back: that moves nothing. */
  BACKLOG_OF_AN_HOUR {
    @Override
    void happen(World world, Random random) {
      world.nothingIsLost();
      world.apps().kill(App.DISPATCHER);
      world.apps().kill(App.HEALTH);
      String away = one(world.fleet().well(), random);
      long incarnation = world.fleet().incarnation(away);
      world.fleet().pause(true);
      world.fleet().passAnHourUnread(away);
      long moved = moved(world, away);
      // The verdicts of the hour are old news only when they are met later than the policy allows.
      world.pause(Duration.ofSeconds(6));
      world.apps().start(App.DISPATCHER);
      world.apps().start(App.HEALTH);
      world.fleet().pause(false);
      awaitVerdict(world, away, incarnation, NodeState.DEAD);
      world.nothingIsLost();
      assertThat(moved(world, away)).as("failovers from %s", away).isEqualTo(moved);
    }

    private long moved(World world, String node) {
      return world.view().decisions().stream()
          .filter(d -> d.getKind() == DecisionKind.FAILOVER && node.equals(d.getNode()))
          .count();
    }
  },

  POLICY_CHANGED {
    @Override
    void happen(World world, Random random) {
      var strategies = PlacementStrategy.values();
      world.policy(PoolMode.ADVISE, strategies[random.nextInt(strategies.length)]);
      world.fleet().turnOff(one(world.fleet().well(), random));
      world.pause(random);
      world.policy(PoolMode.ACT, strategies[random.nextInt(strategies.length)]);
    }
  };

  abstract void happen(World world, Random random);

  private static void again(World world, Random random, App app) {
    world.apps().kill(app);
    world.pause(random);
    world.apps().start(app);
  }

  static String one(List<String> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }

  private static void awaitDeaths(World world, List<String> nodes) {
    for (String node : nodes) {
      awaitVerdict(world, node, world.fleet().incarnation(node), NodeState.DEAD);
    }
  }

  private static void awaitVerdict(World world, String node, long incarnation, NodeState state) {
    world
        .view()
        .await(
            World.BOUND,
            () ->
                world.view().verdicts().stream()
                    .anyMatch(
                        v ->
                            v.getNode().equals(node)
                                && v.getIncarnation() == incarnation
                                && v.getState() == state),
            () -> node + " is not " + state);
  }
}
