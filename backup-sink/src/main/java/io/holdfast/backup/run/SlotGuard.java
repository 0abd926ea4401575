package io.holdfast.backup.run;

import io.holdfast.backup.capture.CaptureMetrics;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.postgres.ExportedSlot;
import io.holdfast.backup.postgres.SlotState;
import io.holdfast.runtime.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the slot from filling the source's disk, whatever else the process waits for: it is looked
 * at as soon as the database answers, and for as long as the process lives. The source comes first:
 * a slot that holds back too much is dropped. Thread-safe.
 */
final class SlotGuard implements Part {

  private static final Logger log = LoggerFactory.getLogger(SlotGuard.class);

  private final BackupConfig config;
  private final CaptureMetrics metrics;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "slot-guard");
            thread.setDaemon(true);
            return thread;
          });
  private volatile String dropped;

  SlotGuard(BackupConfig config, CaptureMetrics metrics) {
    this.config = config;
    this.metrics = metrics;
  }

  /** Why the slot was dropped, as a sentence; null when it was not, or there is another. */
  String dropped() {
    return dropped;
  }

  @Override
  public void start() {
    long period = config.source().heartbeat().toMillis();
    timer.scheduleWithFixedDelay(this::look, 0, period, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      Optional<SlotState> slot = slot();
      long bytes = slot.map(SlotState::retainedBytes).orElse(0L);
      metrics.retained(bytes);
      if (bytes > config.source().retainedWal().bytes()) {
        drop(bytes);
      } else if (slot.isPresent()) {
        dropped = null;
      }
    } catch (SQLException | RuntimeException e) {
      log.atWarn().addKeyValue("why", e.getMessage()).log("slot not looked at; trying later");
    }
  }

  private Optional<SlotState> slot() throws SQLException {
    try (Connection connection = config.source().database().connect()) {
      return SlotState.of(connection, config.slot());
    }
  }

  private void drop(long bytes) throws SQLException {
    dropped =
        "replication slot %s held back %d bytes of the source's log, more than source.retained-wal=%s: it was dropped"
            .formatted(config.slot(), bytes, config.source().retainedWal());
    ExportedSlot.dropForcibly(config.source().database(), config.slot());
    log.atError().addKeyValue("why", dropped).log("slot dropped");
  }

  @Override
  public void stop(Duration within) {
    timer.shutdownNow();
  }
}
