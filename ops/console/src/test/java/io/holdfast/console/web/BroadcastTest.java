package io.holdfast.console.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.console.Records;
import io.holdfast.console.follow.SharedWorld;
import io.holdfast.records.NodeState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BroadcastTest {

  private final SharedWorld world = new SharedWorld();
  private final Broadcast broadcast = new Broadcast(world, 2);

  @AfterEach
  void end() {
    broadcast.end();
  }

  @Test
  void whoJoinsIsToldWhatIsAgainAsItWasToldBefore() throws InterruptedException {
    // Given
    node(NodeState.ALIVE);
    var first = new Heard(broadcast.join().orElseThrow());
    aSecondPasses();
    first.hears("\"ALIVE\":1");

    // When
    node(NodeState.DEAD);
    var second = new Heard(broadcast.join().orElseThrow());
    node(NodeState.ALIVE);
    aSecondPasses();

    // Then
    second.hears("\"ALIVE\":1");
  }

  private void node(NodeState state) {
    world.change(w -> w.accept(Records.status("n1", state), 0));
  }

  private void aSecondPasses() throws InterruptedException {
    for (int tick = 0; tick < 4; tick++) {
      broadcast.turn();
    }
  }

  /** A page that follows. */
  private static final class Heard {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Heard(Viewer viewer) {
      var reader = new Thread(() -> pump(viewer), "viewer");
      reader.setDaemon(true);
      reader.start();
    }

    private void pump(Viewer viewer) {
      try {
        viewer.pump(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The newest figures above the map say so. */
    void hears(String words) {
      await("newest summary")
          .untilAsserted(() -> assertThat(newest("event: summary")).contains(words));
    }

    private String newest(String event) {
      String all = bytes.toString(StandardCharsets.UTF_8);
      int begin = all.lastIndexOf(event);
      return begin < 0 ? "" : all.substring(begin, all.indexOf("\n\n", begin));
    }
  }
}
