package io.holdfast.dispatcher.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.records.NodeState;
import org.junit.jupiter.api.Test;

class LargePoolFoldTest {

  private static final int NODES = Integer.getInteger("scale", 300);

  @Test
  void aLargePoolIsPlacedInSlicesBetweenPulsesAndFailsOverInOneEvent() {
    World world = new World().agentsFallSilent().withoutHistory();
    long begin = System.nanoTime();
    for (int n = 0; n < NODES; n++) {
      world.join(String.format("n%06d", n), "z" + n % 10, 16);
    }
    for (int w = 0; w < NODES * 10; w++) {
      world.workload(Records.workload(String.format("w%06d", w), 0.5 + (w % 10) / 10.0).build());
    }
    tell("events", begin);
    begin = System.nanoTime();
    world.pass(3_000 + NODES * 10L / Limits.SLICE * 250);
    tell("first placement", begin);
    assertThat(world.placed()).hasSize(NODES * 10);

    for (int n = 0; n < NODES / 100; n++) {
      begin = System.nanoTime();
      world.kill(String.format("n%06d", n));
      tell("failover", begin);
    }

    assertThat(world.placed()).hasSize(NODES * 10).doesNotContainValue("n000000");
    assertThat(world.pool().node("n000000").liveness().state()).isEqualTo(NodeState.DEAD);
  }

  private static void tell(String what, long begin) {
    System.out.printf("%d nodes: %s in %.1f ms%n", NODES, what, (System.nanoTime() - begin) / 1e6);
  }
}
