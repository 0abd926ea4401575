package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.cli.CommandRun.Shell;
import io.holdfast.cli.shell.ExitCode;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExitCodesTest {

  @Test
  void helpIsNoFailure() {
    CommandRun help = Shell.lost().run("node --help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("list", "status", "drain");
  }

  @Test
  void anUnknownCommandIsMisuseAndTheNearestOneIsNamed() {
    CommandRun wrong = Shell.lost().run("nodes list");

    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("node");
  }

  @Test
  void aGroupAloneSaysWhatItHolds() {
    CommandRun alone = Shell.lost().run("topics");

    assertThat(alone.exitCode()).isEqualTo(2);
    assertThat(alone.err()).contains("create, describe, tail");
  }

  @Test
  void withoutAnAddressOneSentenceSaysWhatToGive() {
    CommandRun lost = Shell.lost().run("node list");

    assertThat(lost.exitCode()).isEqualTo(2);
    assertThat(lost.err().strip().lines()).hasSize(1);
    assertThat(lost.err())
        .contains("--bootstrap", "HOLDFAST_KAFKA_BOOTSTRAP_SERVERS", "holdfast sandbox");
  }

  @Test
  void aBrokerThatDoesNotAnswerIsUnreachable() throws IOException {
    CommandRun away = Shell.lost().run("node list --bootstrap 127.0.0.1:" + closedPort());

    assertThat(away.exitCode()).isEqualTo(3);
    assertThat(away.err()).contains("No broker answers at 127.0.0.1:", "--bootstrap");
  }

  @Test
  void aNameThatNobodyKnowsIsUnreachable() {
    CommandRun nowhere = Shell.lost().run("node list --bootstrap nowhere.invalid:9092");

    assertThat(nowhere.exitCode()).isEqualTo(3);
    assertThat(nowhere.err()).contains("nowhere.invalid:9092");
  }

  @Test
  void aFilterWhereNothingIsListedIsNotPassedOverInSilence() {
    CommandRun used = Shell.lost().run("context use nowhere --filter name=n1");

    assertThat(used.err()).contains("--filter was not applied");
  }

  @Test
  void anActWithoutAReasonIsMisuse() {
    CommandRun silent = Shell.lost().run("node drain n1");

    assertThat(silent.exitCode()).isEqualTo(2);
    assertThat(silent.err()).contains("--reason");
  }

  @Test
  void aFileThatIsNotThereIsMisuse() {
    CommandRun missing = Shell.lost().run("workload apply -f /nowhere/w.yaml");

    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("/nowhere/w.yaml");
  }

  @Test
  void theNumbersNeverChange() {
    assertThat(Arrays.stream(ExitCode.values()).map(code -> code + " " + code.code()))
        .containsExactly(
            "OK 0",
            "FAILED 1",
            "USAGE 2",
            "UNREACHABLE 3",
            "NOT_FOUND 4",
            "NOT_PERMITTED 5",
            "INTERNAL 70",
            "INTERRUPTED 130");
  }

  @Test
  void aFilterOfAnotherFormIsMisuse() {
    assertThat(Shell.lost().run("context list --filter state").exitCode()).isEqualTo(2);
  }

  /** A port that was free a moment ago: nobody listens there. */
  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
