package io.holdfast.e2e.faults.liveness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.e2e.faults.Rounds;
import io.holdfast.health.cluster.Cluster;
import io.holdfast.records.NodeStatus;
import io.holdfast.sandbox.BrokerProcess;
import io.holdfast.sandbox.Part;
import io.holdfast.sandbox.SandboxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The broker's wall clock steps while it runs, by libfaketime (Debian: {@code faketime}). Where
 * that is missing the test says so; the same is simulated in health-stream's own tests.
 */
class ClockFaults {

  private static final long[] STEPS_SECONDS = {3_600, -3_600, 20, -86_400, 0};

  @RegisterExtension static final SandboxExtension sandbox = SandboxExtension.with(Part.REGISTRY);

  @TempDir Path directory;

  @Test
  void aBrokersClockThatStepsMovesNoVerdict() throws IOException {
    Optional<Path> library = libfaketime();
    if (library.isEmpty()) {
      System.out.println(
          "liveness, broker's clock: skipped, libfaketime is not installed (Debian: faketime)");
    }
    assumeTrue(library.isPresent(), "libfaketime is installed");
    var clock = directory.resolve("clock");
    step(clock, 0);
    var environment =
        Map.of(
            "LD_PRELOAD",
            library.orElseThrow().toString(),
            "FAKETIME_TIMESTAMP_FILE",
            clock.toString(),
            "FAKETIME_NO_CACHE",
            "1",
            "FAKETIME_DONT_FAKE_MONOTONIC",
            "1",
            // Its repair of timed waits, made for other systems, ends them at once in a JVM.
            "FAKETIME_FORCE_MONOTONIC_FIX",
            "0");
    try (var broker = new BrokerProcess(directory.resolve("kafka"), Map.of(), environment)) {
      broker.start();
      try (var watch =
          new Watch(
              new Cluster(broker.bootstrapServers(), sandbox.registryUrl(), "clock.", directory))) {
        Rounds.orUsual(1).play("liveness, broker's clock", seed -> round(watch, clock, seed));
      }
    }
  }

  private static void round(Watch watch, Path clock, long seed) throws IOException {
    var random = new Random(seed);
    for (long step : STEPS_SECONDS) {
      step(clock, step);
      watch.verdicts().awaitObserved(Duration.ofSeconds(8));
      String victim = watch.killOne(random);
      NodeStatus dead = watch.awaitDeath(victim);
      watch.assertNobodyElseDied();
      System.out.printf(
          "liveness, broker's clock %+d s: %s dead after %d ms of silence, nobody else%n",
          step, victim, dead.getSilenceMillis());
    }
    int compared = watch.assertEqualToOfflineFold("clock");
    System.out.printf(
        "liveness, broker's clock: %d verdicts equal to the offline fold%n", compared);
  }

  /** Replaced in one step: a broker must never read half of it. */
  private static void step(Path clock, long seconds) throws IOException {
    Path next = clock.resolveSibling("clock.next");
    Files.writeString(next, "%+d".formatted(seconds));
    Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Optional<Path> libfaketime() throws IOException {
    Path libraries = Path.of("/usr/lib");
    try (Stream<Path> found =
        Files.find(libraries, 4, (path, is) -> path.endsWith("faketime/libfaketimeMT.so.1"))) {
      return found.findFirst();
    }
  }
}
