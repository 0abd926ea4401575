package io.holdfast.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.backup.capture.Capture;
import io.holdfast.backup.capture.CaptureMetrics;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.kafka.Clients;
import io.holdfast.runtime.config.Configuration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A capture that is stopped ends, however early that is. */
class CaptureStopIT {

  private static final int TIMES = 25;
  private static final long WITHIN_NANOS = Duration.ofMillis(8).toNanos();

  @RegisterExtension
  final BackedDatabase db = new BackedDatabase("CREATE TABLE orders (id int PRIMARY KEY)", "a");

  @Test
  void whenItIsStoppedWhileItBeginsToPoll() throws Exception {
    try (RunningBackup first = db.start()) {
      db.awaitBase();
    }
    Random random = new Random(20261128);
    for (int i = 0; i < TIMES; i++) {
      long pause = (long) (random.nextDouble() * WITHIN_NANOS);
      AtomicReference<Capture> stopped = new AtomicReference<>();
      Capture capture =
          capture(
              () -> {
                CompletableFuture.runAsync(stopped.get()::stop);
                LockSupport.parkNanos(pause);
              });
      stopped.set(capture);

      assertThat(CompletableFuture.runAsync(() -> run(capture)))
          .as("stopped %d ns before it polls", pause)
          .succeedsWithin(60, TimeUnit.SECONDS);
    }
  }

  private static void run(Capture capture) {
    try {
      capture.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Capture capture(Runnable onStreaming) {
    List<String> settings =
        db.arguments("mock://backup").stream().filter(word -> !word.equals("--set")).toList();
    BackupConfig config = Configuration.of(BackupConfig.class).set(settings).load().value();
    return new Capture(
        config.database(),
        config.topics().changes(config.database()),
        new Clients(config.kafka(), config.registry()),
        config.source().database(),
        config.slot(),
        config.source().publication(),
        new CaptureMetrics(new SimpleMeterRegistry()),
        onStreaming);
  }
}
