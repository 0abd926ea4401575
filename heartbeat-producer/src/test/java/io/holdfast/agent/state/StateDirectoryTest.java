package io.holdfast.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.domain.Incarnation;
import io.holdfast.agent.state.StateDirectory.Birth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  @TempDir Path directory;

  @Test
  void eachOpeningIsANewIncarnationThatNamesTheOneBefore() throws IOException {
    String cookie;
    try (var first = open("n1", 5_000)) {
      assertThat(first.incarnation().number()).isEqualTo(5_000);
      assertThat(first.incarnation().predecessor()).isEmpty();
      assertThat(first.former()).isEmpty();
      cookie = first.cookie();
    }
    try (var second = open("n1", 1_000)) {
      assertThat(second.incarnation().number()).isEqualTo(5_001);
      assertThat(second.incarnation().predecessor()).contains(5_000L);
      assertThat(second.former().orElseThrow().bootId()).isEqualTo("boot");
      assertThat(second.cookie()).isEqualTo(cookie);
    }
  }

  @Test
  void theNextIncarnationIsOnDiskWhenItBegins() throws IOException {
    try (var state = open("n1", 5_000)) {
      assertThat(state.succeed("boot", 4_000))
          .isEqualTo(new Incarnation(5_001, Optional.of(5_000L), "boot"));
      assertThat(state.incarnation().number()).isEqualTo(5_001);
    }
    try (var again = open("n1", 6_000)) {
      assertThat(again.incarnation().predecessor()).contains(5_001L);
    }
  }

  @Test
  void anIncarnationThatIsHandedOverGoesOnOnce() throws IOException {
    var handover = new Handover(5_001, "boot", "pool=p", 17, 99, true);
    try (var first = open("n1", 5_000)) {
      first.succeed("boot", 5_001);
      first.handOver(handover);
    }
    try (var second = open("n1", 6_000)) {
      assertThat(second.handover()).contains(handover);
      assertThat(second.incarnation())
          .isEqualTo(new Incarnation(5_001, Optional.of(5_000L), "boot"));
    }
    try (var third = open("n1", 7_000)) {
      assertThat(third.handover()).isEmpty();
      assertThat(third.incarnation().number()).isEqualTo(7_000);
    }
  }

  @Test
  void whatIsHandedOverAcrossABootOrCannotBeAcceptedIsOver() throws IOException {
    try (var first = open("n1", 5_000)) {
      first.handOver(new Handover(5_000, "other boot", "pool=p", 17, 99, true));
    }
    try (var second = open("n1", 6_000)) {
      assertThat(second.handover()).isEmpty();
      assertThat(second.incarnation().number()).isEqualTo(6_000);
      second.handOver(new Handover(6_000, "boot", "pool=p", 17, 99, true));
    }
    var birth = new Birth("n1", "boot", 7_000);
    try (var third = StateDirectory.open(directory.resolve("state"), birth, handover -> false)) {
      assertThat(third.handover()).isEmpty();
      assertThat(third.incarnation().number()).isEqualTo(7_000);
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
                    file.resolve("state"), new Birth("n1", "boot", 1), handover -> false))
        .hasMessageContaining("set state-directory to a directory that this user may write");
  }

  private StateDirectory open(String node, long epochMillis) throws IOException {
    return StateDirectory.open(
        directory.resolve("state"), new Birth(node, "boot", epochMillis), handover -> true);
  }
}
