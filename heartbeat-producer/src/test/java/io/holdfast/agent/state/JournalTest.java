package io.holdfast.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.agent.domain.Grant;
import io.holdfast.agent.domain.Step;
import io.holdfast.records.Fencing;
import io.holdfast.records.ResultKind;
import io.holdfast.records.ResultReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final Grant WEB = new Grant("web 1", 7);

  @TempDir Path directory;

  @Test
  void aClosedEpochAndItsReportSurvive() throws IOException {
    try (Journal journal = open()) {
      journal.report(1, List.of(stopped(WEB, "exit code 0\nand more")), 99);
    }
    try (Journal journal = open()) {
      assertThat(journal.ledger().isClosed(WEB)).isTrue();
      assertThat(journal.ledger().isClosed(new Grant("web 1", 8))).isFalse();
      assertThat(journal.pending())
          .containsExactly(
              new Pending(
                  1, 1, WEB, ResultKind.STOPPED, ResultReason.NONE, "exit code 0\nand more", 99));
    }
  }

  @Test
  void whatIsPendingStaysSoOverManyStarts() throws IOException {
    try (Journal journal = open()) {
      journal.report(1, List.of(stopped(WEB, "one"), stopped(new Grant("b", 9), "two")), 99);
    }
    for (int start = 0; start < 5; start++) {
      try (Journal journal = open()) {
        assertThat(journal.pending()).extracting(Pending::detail).containsExactly("one", "two");
      }
    }
  }

  @Test
  void whatWasDeliveredIsNotDeliveredAgainAndNumbersGoOn() throws IOException {
    try (Journal journal = open()) {
      journal.delivered(journal.report(1, List.of(stopped(WEB, "")), 99).get(0));
    }
    try (Journal journal = open()) {
      assertThat(journal.pending()).isEmpty();
      Pending next = journal.report(2, List.of(stopped(new Grant("b", 1), "")), 99).get(0);
      assertThat(next.number()).isEqualTo(2);
    }
  }

  @Test
  void aLaunchIsKnownUntilItsEpochIsClosed() throws IOException {
    Launch launch = new Launch(1, WEB, "web", "exec", Fencing.NONE, 4711, 123);
    try (Journal journal = open()) {
      journal.launched(launch);
    }
    try (Journal journal = open()) {
      assertThat(journal.launches()).containsExactly(launch);
      journal.report(2, List.of(stopped(WEB, "")), 99);
      assertThat(journal.launches()).isEmpty();
    }
  }

  @Test
  void anEpochIsClosedWithoutAWord() throws IOException {
    try (Journal journal = open()) {
      journal.launched(new Launch(1, WEB, "web", "exec", Fencing.LEASE, 4711, 123));
      journal.close(List.of(WEB));
    }
    try (Journal journal = open()) {
      assertThat(journal.ledger().isClosed(WEB)).isTrue();
      assertThat(journal.launches()).isEmpty();
      assertThat(journal.pending()).isEmpty();
    }
  }

  @Test
  void aRefusalForAnotherIncarnationClosesNothing() throws IOException {
    try (Journal journal = open()) {
      journal.report(
          1,
          List.of(
              new Step.Report(
                  WEB, ResultKind.REFUSED, ResultReason.WRONG_INCARNATION, "for another")),
          99);
      assertThat(journal.ledger().isClosed(WEB)).isFalse();
    }
  }

  /** Cut at each byte: nothing that was whole before the cut is lost, and nothing is invented. */
  @Test
  void aTornEndIsCutOff() throws IOException {
    try (Journal journal = open()) {
      journal.report(1, List.of(stopped(WEB, "one")), 99);
    }
    byte[] whole;
    try (Journal journal = open()) {
      whole = Files.readAllBytes(file());
      journal.report(1, List.of(stopped(new Grant("b", 9), "two")), 99);
    }
    byte[] longer = Files.readAllBytes(file());
    for (int length = whole.length; length < longer.length; length++) {
      Files.write(file(), Arrays.copyOf(longer, length));
      try (Journal journal = open()) {
        assertThat(journal.ledger().isClosed(WEB)).as("cut at %d", length).isTrue();
        assertThat(journal.pending().get(0).detail()).as("cut at %d", length).isEqualTo("one");
      }
    }
  }

  @Test
  void damageBeforeTheEndIsRefusedInASentence() throws IOException {
    try (Journal journal = open()) {
      journal.report(1, List.of(stopped(WEB, "one")), 99);
      journal.report(1, List.of(stopped(new Grant("b", 9), "two")), 99);
    }
    String text = Files.readString(file());
    Files.writeString(file(), text.replaceFirst("web", "wob"));

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged at byte")
        .hasMessageContaining("give the node a new id");
  }

  @Test
  void anUnknownVersionIsRefused() throws IOException {
    for (int version : List.of(1, 3)) {
      Files.writeString(file(), "holdfast-agent-journal " + version + "\n");

      assertThatThrownBy(this::open).hasMessageContaining("is not a journal of this version");
    }
  }

  @Test
  void randomBytesAreNeverTakenForEntries() throws IOException {
    var random = new Random(5);
    for (int round = 0; round < 200; round++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      Files.writeString(file(), "holdfast-agent-journal 2\n");
      Files.write(file(), noise, StandardOpenOption.APPEND);
      try (Journal journal = open()) {
        assertThat(journal.ledger().closed()).isEmpty();
        assertThat(journal.pending()).isEmpty();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("is damaged");
      }
    }
  }

  @Test
  void theFormatIsWhatItWas() throws IOException {
    try (Journal journal = open()) {
      journal.launched(new Launch(1_000, WEB, "web", "exec", Fencing.LEASE, 4711, 123));
      journal.report(1_000, List.of(stopped(WEB, "exit code 0: bye")), 99);
    }
    assertThat(Files.readAllLines(file()))
        .containsExactly(
            "holdfast-agent-journal 2",
            "76b72d0a D 0",
            "2cc69641 L 1000 7 web+1 LEASE web exec 4711 123",
            "eb6eec99 C 7 web+1",
            "b2ee6997 R 1 1000 7 web+1 STOPPED NONE 99 exit+code+0%3A+bye");
  }

  private static Step.Report stopped(Grant grant, String detail) {
    return new Step.Report(grant, ResultKind.STOPPED, ResultReason.NONE, detail);
  }

  private Journal open() throws IOException {
    return Journal.open(file());
  }

  private Path file() {
    return directory.resolve(Journal.FILE);
  }
}
