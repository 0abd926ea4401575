package io.holdfast.backup.run;

import io.holdfast.backup.capture.CaptureMetrics;
import io.holdfast.backup.config.BackupConfig;
import io.holdfast.backup.domain.Prefix;
import io.holdfast.backup.postgres.Publication;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a message into the log of a database that is idle: it proves that nothing is pending, and
 * lets the slot move on. Looks at the publication and the event triggers too.
 */
final class Heartbeat implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);

  /** Content: the database's time in microseconds since 1970-01-01 UTC. */
  private static final String EMIT =
      "SELECT pg_logical_emit_message(false, ?, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint::text)";

  private final BackupConfig config;
  private final CaptureMetrics metrics;
  private final TriggerWatch triggers;
  private final Runnable onTrouble;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "heartbeat");
            thread.setDaemon(true);
            return thread;
          });
  private Connection connection;
  private long batches = -1;
  private volatile String gap;

  /**
   * @param onTrouble told once changes may be missing
   */
  Heartbeat(
      BackupConfig config, CaptureMetrics metrics, TriggerWatch triggers, Runnable onTrouble) {
    this.config = config;
    this.metrics = metrics;
    this.triggers = triggers;
    this.onTrouble = onTrouble;
  }

  /** Why changes may be missing from the log, as a sentence; null while none are. */
  String gap() {
    return gap;
  }

  void start() {
    long period = config.source().heartbeat().toMillis();
    timer.scheduleWithFixedDelay(this::beat, period, period, TimeUnit.MILLISECONDS);
  }

  private void beat() {
    try {
      if (connection == null) {
        connection = config.source().database().connect();
      }
      Publication.gap(connection, config.source().publication()).ifPresent(this::missing);
      triggers.gap(connection).ifPresent(this::missing);
      long now = metrics.batches();
      if (now == batches) {
        emit();
      }
      batches = metrics.batches();
    } catch (SQLException e) {
      log.atWarn().addKeyValue("why", e.getMessage()).log("heartbeat not written");
      closeConnection();
    }
  }

  private void missing(String why) {
    gap = why;
    onTrouble.run();
  }

  private void emit() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EMIT)) {
      statement.setString(1, Prefix.HEARTBEAT);
      statement.execute();
    }
  }

  private void closeConnection() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException alreadyGone) {
      log.atDebug()
          .addKeyValue("why", alreadyGone.getMessage())
          .log("connection was closed already");
    }
    connection = null;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    closeConnection();
  }
}
