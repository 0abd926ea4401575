package io.holdfast.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.domain.Incarnation;
import io.holdfast.agent.state.StateDirectory.Birth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  @TempDir Path directory;

  @Test
  void eachOpeningIsANewIncarnationThatNamesTheOneBefore() throws IOException {
    String cookie;
    Incarnation begun;
    try (var first = open("n1", 50_000)) {
      begun = first.incarnation();
      assertThat(begun).isEqualTo(Incarnation.first("boot", 50_000));
      assertThat(first.former()).isEmpty();
      cookie = first.cookie();
    }
    try (var second = open("n1", 1_000)) {
      assertThat(second.incarnation()).isEqualTo(begun.successor("boot", 1_000));
      assertThat(second.former()).contains(begun);
      assertThat(second.cookie()).isEqualTo(cookie);
    }
  }

  @Test
  void theNextIncarnationIsOnDiskWhenItBegins() throws IOException {
    Incarnation next;
    try (var state = open("n1", 50_000)) {
      next = state.incarnation().successor("boot", 40_000);
      assertThat(state.succeed("boot", 40_000)).isEqualTo(next);
      assertThat(state.incarnation()).isEqualTo(next);
    }
    try (var again = open("n1", 60_000)) {
      assertThat(again.incarnation().predecessor()).contains(next.number());
    }
  }

  @Test
  void anIncarnationThatIsHandedOverGoesOnOnce() throws IOException {
    Incarnation handed;
    Handover handover;
    try (var first = open("n1", 50_000)) {
      handed = first.succeed("boot", 60_000);
      handover = new Handover(handed.number(), "boot", "pool=p", 17, 99, true);
      first.handOver(handover);
    }
    try (var second = open("n1", 70_000)) {
      assertThat(second.handover()).contains(handover);
      assertThat(second.incarnation()).isEqualTo(handed);
    }
    try (var third = open("n1", 80_000)) {
      assertThat(third.handover()).isEmpty();
      assertThat(third.incarnation()).isEqualTo(handed.successor("boot", 80_000));
    }
  }

  @Test
  void whatIsHandedOverAcrossABootOrCannotBeAcceptedIsOver() throws IOException {
    Incarnation begun;
    try (var first = open("n1", 50_000)) {
      begun = first.incarnation();
      first.handOver(new Handover(begun.number(), "other boot", "pool=p", 17, 99, true));
    }
    try (var second = open("n1", 60_000)) {
      assertThat(second.handover()).isEmpty();
      assertThat(second.incarnation()).isEqualTo(begun.successor("boot", 60_000));
      begun = second.incarnation();
      second.handOver(new Handover(begun.number(), "boot", "pool=p", 17, 99, true));
    }
    var birth = new Birth("n1", "boot", 70_000);
    try (var third =
        StateDirectory.open(directory.resolve("state"), birth, (handover, launches) -> false)) {
      assertThat(third.handover()).isEmpty();
      assertThat(third.incarnation()).isEqualTo(begun.successor("boot", 70_000));
    }
  }

  @Test
  void aDirectoryInUseIsRefused() throws IOException {
    try (var first = open("n1", 1)) {
      assertThatThrownBy(() -> open("n1", 2))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "%s is in use by another agent: stop that one, or set state-directory to another",
              first.path());
    }
  }

  @Test
  void aDirectoryOfAnotherNodeIsRefused() throws IOException {
    open("n1", 1).close();

    assertThatThrownBy(() -> open("n2", 2)).hasMessageContaining("belongs to node n1, not n2");
    open("n1", 3).close();
  }

  @Test
  void aPlaceThatCannotBeWrittenIsRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");

    assertThatThrownBy(
            () ->
                StateDirectory.open(
                    file.resolve("state"),
                    new Birth("n1", "boot", 1),
                    (handover, launches) -> false))
        .hasMessageContaining("set state-directory to a directory that this user may write");
  }

  private StateDirectory open(String node, long epochMillis) throws IOException {
    return StateDirectory.open(
        directory.resolve("state"),
        new Birth(node, "boot", epochMillis),
        (handover, launches) -> true);
  }
}
