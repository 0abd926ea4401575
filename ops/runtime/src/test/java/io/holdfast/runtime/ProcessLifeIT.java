package io.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLifeIT {

  @TempDir Path folder;
  private Child child;

  @AfterEach
  void leaveNoProcess() {
    if (child != null) {
      child.close();
    }
  }

  @Test
  void sigtermStopsThePartsInReverseOrderAndExitsWithZero() throws Exception {
    child = start();
    child.awaitLog("started");

    int code = child.terminate().exitCode();

    assertThat(child.said())
        .containsExactly("start first", "start second", "stop second", "stop first");
    assertThat(code).isZero();
    assertThat(child.log()).contains("stopping  by=SIGTERM");
  }

  @Test
  void aPartThatFailsStopsTheOthersAndExitsWithOne() throws Exception {
    child = start("--set", "fails-after=10ms");

    assertThat(child.exitCode()).isEqualTo(1);
    assertThat(child.said())
        .containsExactly("start first", "start second", "stop second", "stop first");
    assertThat(child.log()).contains("failed  part=loop", "the loop has had enough");
  }

  @Test
  void aPartThatDoesNotStopInTimeIsLeftBehindAndTheExitSaysSo() throws Exception {
    child = start("--set", "stop-takes=1h");
    child.awaitLog("started");

    assertThat(child.terminate().exitCode()).isEqualTo(4);
    assertThat(child.log()).contains("did not stop in time  part=first");
  }

  @Test
  void aBrokerThatIsAwayIsSaidOnceAndReadinessNamesIt() throws Exception {
    child = start("--set", "needs-broker=true");
    child.awaitLog("no broker answers");

    var ready = child.get("/readyz");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .isEqualTo(
            """
            not ready
            broker: no broker answers at localhost:1; trying again
            first: not started
            second: not started
            loop: not started
            """);
    assertThat(child.get("/healthz").statusCode()).isEqualTo(200);
    assertThat(child.terminate().exitCode()).isZero();
    assertThat(child.log().lines().filter(line -> line.contains("no broker answers"))).hasSize(1);
    assertThat(child.log()).doesNotContain("\tat ");
    assertThat(child.said()).isEmpty();
  }

  @Test
  void aTakenPortStopsTheStartInOneSentence() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      child = start("--set", "http.port=" + taken.getLocalPort());

      assertThat(child.exitCode()).isEqualTo(3);
      assertThat(child.log())
          .contains(
              "start refused: 127.0.0.1:%d is taken by another process: set http.port to a free"
                      .formatted(taken.getLocalPort())
                  + " port, or to 0 for any  reason=port-taken")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void anUnknownKeyStopsTheStartInOneSentence() throws Exception {
    child = start("--set", "htp.port=1");

    assertThat(child.exitCode()).isEqualTo(2);
    assertThat(child.log().lines())
        .singleElement()
        .asString()
        .endsWith(
            "start refused: --set htp.port: unknown key 'htp.port'; did you mean 'http.port'?"
                + "  reason=configuration");
  }

  @Test
  void aRunningProcessIsReadyAndShowsItsMeters() throws Exception {
    child = start();
    child.awaitLog("started");

    assertThat(child.get("/readyz").statusCode()).isEqualTo(200);
    assertThat(child.get("/metrics").body())
        .contains("jvm_memory_used_bytes", "process_resident_memory_bytes", "holdfast_ready 1.0");
    assertThat(child.get("/nothing").statusCode()).isEqualTo(404);
  }

  @Test
  void theEffectiveSettingsCanBeCheckedWithoutAStart() throws Exception {
    child =
        Child.start(
            folder, Map.of("HOLDFAST_HTTP_PORT", "7"), "--check-config", "--set", "stop-takes=1s");

    assertThat(child.exitCode()).isZero();
    assertThat(child.said())
        .contains("http.port: 7  # HOLDFAST_HTTP_PORT", "stop-takes: 1s  # --set stop-takes");
  }

  @Test
  void theLogIsJsonWhenTheEnvironmentAsksForIt() throws Exception {
    child = Child.start(folder, Map.of("HOLDFAST_LOG_FORMAT", "json"));
    child.awaitLog("\"message\":\"started\"");
    child.terminate().exitCode();

    assertThat(child.log().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    assertThat(child.log()).contains("\"message\":\"stopping\",\"by\":\"SIGTERM\"");
  }

  private Child start(String... args) throws Exception {
    return Child.start(folder, Map.of(), args);
  }
}
