package io.holdfast.health.domain.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.schemas.time.Profile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The table of nodes beside a map that keeps the order of joining. */
class NodesTest {

  private final Pool pool = new Pool("p", LivenessSettings.of(Profile.DEFAULT).policy());

  @Test
  void itHoldsWhatWasPutAndNotRemovedInTheOrderOfJoining() {
    for (int i = 0; i < 30; i++) {
      long seed = i < 2 ? i : new Random().nextLong();
      var random = new Random(seed);
      int names = 1 + random.nextInt(3_000);
      var nodes = new Nodes();
      Map<String, Incarnation> known = new LinkedHashMap<>();
      for (int step = 0; step < 10_000; step++) {
        String node = "rack-" + random.nextInt(names);
        if (random.nextInt(5) < 3) {
          Incarnation incarnation = incarnation(node, step);
          nodes.put(incarnation);
          known.put(node, incarnation);
        } else {
          nodes.remove(node);
          known.remove(node);
        }
        assertThat(nodes.get(node)).as("seed %d", seed).isSameAs(known.get(node));
      }
      assertThat(nodes.size()).as("seed %d", seed).isEqualTo(known.size());
      List<Incarnation> all = new ArrayList<>();
      nodes.forEach(all::add);
      assertThat(all).as("seed %d", seed).containsExactlyElementsOf(known.values());
      for (String node : known.keySet()) { // nearly in order: a search starts where the last ended
        assertThat(nodes.get(node)).as("seed %d", seed).isSameAs(known.get(node));
        if (random.nextInt(50) == 0) {
          assertThat(nodes.get("nobody")).as("seed %d", seed).isNull();
        }
        if (random.nextInt(50) == 0) {
          String other = "rack-" + random.nextInt(names);
          assertThat(nodes.get(other)).as("seed %d", seed).isSameAs(known.get(other));
        }
      }
      for (int name = 0; name < names; name++) {
        String node = "rack-" + name;
        assertThat(nodes.get(node)).as("seed %d", seed).isSameAs(known.get(node));
      }
    }
  }

  @Test
  void goingRoundVisitsEveryoneOnce() {
    var nodes = new Nodes();
    for (int i = 0; i < 1_000; i++) {
      nodes.put(incarnation("n" + i, i));
    }
    List<Incarnation> visited = new ArrayList<>();
    for (int call = 0; call < 7; call++) {
      nodes.forSome(7, visited::add);
    }
    assertThat(visited).doesNotHaveDuplicates().hasSize(1_000);
  }

  private Incarnation incarnation(String node, long number) {
    return new Incarnation(node, pool, number, Incarnation.NO_PREDECESSOR, "boot", 1_000, 25_000);
  }
}
