package io.holdfast.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadIT {

  @TempDir Path directory;

  @Test
  void aWorkloadSaysWhereItRunsAndBurnsWhatItIsTold() throws Exception {
    try (ChildProcess process = start("n1", 7)) {
      WorkloadAddress address = addressOf(7);
      assertThat(http(HttpRequest.newBuilder(address.health())).body())
          .contains("\"workload\":\"web\"", "\"node\":\"n1\"", "\"epoch\":7");

      http(HttpRequest.newBuilder(address.burn(0.5)).POST(HttpRequest.BodyPublishers.noBody()));
      Duration before = cpu(process);
      long start = System.nanoTime();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> cpu(process).minus(before).toMillis() >= 1000);
      long tookMillis = Duration.ofNanos(System.nanoTime() - start).toMillis();

      assertThat(tookMillis).as("1 s of CPU at half a core").isGreaterThan(1500);
    }
  }

  @Test
  void whatOneRunIsToldTheOtherFollowsWhileAWorkloadMoves() throws Exception {
    try (ChildProcess first = start("n1", 7)) {
      WorkloadAddress old = addressOf(7);
      try (ChildProcess second = start("n2", 8)) {
        addressOf(8);
        http(HttpRequest.newBuilder(old.burn(0.5)).POST(HttpRequest.BodyPublishers.noBody()));
        first.kill();

        Duration before = cpu(second);
        await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> cpu(second).minus(before).toMillis() >= 500);
      }
    }
  }

  @Test
  void aShareThatIsNoneIsRefused() throws Exception {
    try (ChildProcess process = start("n1", 7)) {
      String burn = addressOf(7).burn(0).toString().replaceFirst("0\\.0$", "");
      for (String share : List.of("NaN", "-1", "1.5", "much", "")) {
        var request =
            HttpRequest.newBuilder(URI.create(burn + share))
                .POST(HttpRequest.BodyPublishers.noBody());
        assertThat(http(request).statusCode()).as(share).isEqualTo(400);
      }
      assertThat(process.isAlive()).isTrue();
    }
  }

  @Test
  void twoInstancesAtOnceAreSeenInTheirBeats() {
    try (ChildProcess first = start("n1", 7)) {
      addressOf(7);
      try (ChildProcess second = start("n2", 8)) {
        addressOf(8);
        await().until(() -> Beats.read(directory, "web").overlaps().size() == 1);
        second.kill();
      }
      first.kill();
    }
    assertThat(Beats.read(directory, "web").runs())
        .extracting(Beats.Run::node)
        .containsExactly("n1", "n2");
  }

  @Test
  void oneInstanceAfterAnotherIsNoOverlap() {
    for (long epoch = 1; epoch <= 2; epoch++) {
      int runs = (int) epoch;
      try (ChildProcess process = start("n1", epoch)) {
        await().until(() -> Beats.read(directory, "web").runs().size() == runs);
        process.kill();
      }
    }
    assertThat(Beats.read(directory, "web").overlaps()).isEmpty();
  }

  private ChildProcess start(String node, long epoch) {
    return ChildProcess.command(WorkloadAddress.command(directory).toArray(String[]::new))
        .environment("HOLDFAST_WORKLOAD", "web")
        .environment("HOLDFAST_NODE", node)
        .environment("HOLDFAST_EPOCH", Long.toString(epoch))
        .start("web on " + node, directory.resolve(node + ".log"));
  }

  private WorkloadAddress addressOf(long epoch) {
    return await()
        .until(
            () -> WorkloadAddress.read(directory, "web").filter(a -> a.epoch() == epoch),
            Optional::isPresent)
        .orElseThrow();
  }

  private static Duration cpu(ChildProcess process) {
    return ProcessHandle.of(process.pid()).orElseThrow().info().totalCpuDuration().orElseThrow();
  }

  private static HttpResponse<String> http(HttpRequest.Builder request) throws Exception {
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
