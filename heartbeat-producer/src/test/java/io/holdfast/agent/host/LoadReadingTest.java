package io.holdfast.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadReadingTest {

  @Test
  void aTreesProcessorTimeAndMemoryAreThoseOfAllItsProcesses() throws Exception {
    var host = new OshiHost();
    var reading = new LoadReading<String>(host.pageSize(), System.nanoTime());
    Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done & wait").start();
    Process idle = new ProcessBuilder("sleep", "1000").start();
    try {
      Map<String, Root> roots = Map.of("busy", root(busy), "idle", root(idle));
      await()
          .untilAsserted(
              () -> {
                var usage = reading.read(roots, System.nanoTime());
                assertThat(usage.get("busy").get("cpu")).isBetween(0.05, 1.5);
                assertThat(usage.get("idle").get("cpu")).isLessThan(0.05);
                assertThat(usage.get("idle").get("memory")).isGreaterThan(100_000);
              });
    } finally {
      busy.descendants().forEach(ProcessHandle::destroyForcibly);
      busy.destroyForcibly();
      idle.destroyForcibly();
    }
  }

  @Test
  void theHostHasProcessorsAndMemory() {
    var host = new OshiHost();

    assertThat(host.capacity().get("cpu")).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(host.capacity().get("memory")).isGreaterThan(1e8);
    assertThat(host.used().get("memory"))
        .isGreaterThan(0)
        .isLessThan(host.capacity().get("memory"));
  }

  @Test
  void aNameWithBracketsAndSpacesDoesNotConfuse() {
    String stat =
        "42 (a (b) c) R 1 42 42 0 -1 4194304 100 0 0 0 7 3 2 1 20 0 1 0 9876 1000 250 0 0";

    assertThat(ProcessEntry.parse(stat)).contains(new ProcessEntry(42, 'R', 1, 42, 13, 9876, 250));
    assertThat(ProcessEntry.parse("42 (a) R 1")).isEqualTo(Optional.empty());
    assertThat(new ProcessEntry(1, 'Z', 0, 0, 0, 0, 0).isAlive()).isFalse();
  }

  private static Root root(Process process) throws Exception {
    return new Root(process.pid(), ProcessTable.find(process.pid()).orElseThrow().startTicks());
  }
}
