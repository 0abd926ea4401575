package io.holdfast.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

    assertThatThrownBy(() -> StateDirectory.open(file.resolve("state"), new Birth("n1", "boot", 1)))
        .hasMessageContaining("set state-directory to a directory that this user may write");
  }

  private StateDirectory open(String node, long epochMillis) throws IOException {
    return StateDirectory.open(directory.resolve("state"), new Birth(node, "boot", epochMillis));
  }
}
